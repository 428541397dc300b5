using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>.NET's ClientWebSocket over HTTP/2 (RFC 8441), all sockets of a test on one connection.</summary>
[Trait("RFC 8441", "5")]
public abstract class WebSocketTests(InteropServer server)
{
    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_message_comes_back()
    {
        await using var client = new WebSocketClient(server.Address);
        using var socket = await client.ConnectAsync("/chat");

        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, client.Deadline);

        Assert.Equal((WebSocketMessageType.Text, "hello"), await client.ReceiveTextAsync(socket));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "enough", client.Deadline);
        Assert.Equal((WebSocketState.Closed, WebSocketCloseStatus.NormalClosure), (socket.State, socket.CloseStatus));
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData(1, 1 << 20)]
    [InlineData(1000, 100)]
    [InlineData(20, 100_000)]
    public async Task Messages_of_any_length_come_back_whole_and_in_order(int messages, int length)
    {
        await using var client = new WebSocketClient(server.Address);
        using var socket = await client.ConnectAsync("/chat");
        var sent = Enumerable.Range(0, messages).Select(_ => RandomNumberGenerator.GetBytes(length)).ToArray();

        var sending = Task.Run(async () =>
        {
            foreach (var message in sent)
                await socket.SendAsync(message, WebSocketMessageType.Binary, true, client.Deadline);
        });
        foreach (var message in sent)
            Assert.Equal(message, (await client.ReceiveAsync(socket)).Message);

        await sending;
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, client.Deadline);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_message_in_fragments_is_one_message()
    {
        await using var client = new WebSocketClient(server.Address);
        using var socket = await client.ConnectAsync("/chat");

        foreach (var (part, last) in new[] { ("one ", false), ("two ", false), ("", false), ("three", true) })
            await socket.SendAsync(Encoding.UTF8.GetBytes(part), WebSocketMessageType.Text, last, client.Deadline);

        Assert.Equal((WebSocketMessageType.Text, "one two three"), await client.ReceiveTextAsync(socket));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Fifty_sockets_on_one_connection_do_not_hinder_each_other()
    {
        await using var client = new WebSocketClient(server.Address);
        var sockets = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.ConnectAsync("/chat")));

        await Task.WhenAll(sockets.Select((socket, number) => Talk(client, socket, number)));

        Assert.Equal(1, client.Connections);
        foreach (var socket in sockets)
            socket.Dispose();
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task An_offered_sub_protocol_is_spoken()
    {
        await using var client = new WebSocketClient(server.Address);

        using var with = await client.ConnectAsync("/chat", "other", "echo");
        using var without = await client.ConnectAsync("/chat");

        Assert.Equal("echo", with.SubProtocol);
        Assert.Null(without.SubProtocol);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_path_without_a_socket_is_no_socket()
    {
        await using var client = new WebSocketClient(server.Address);

        var failure = await Assert.ThrowsAsync<WebSocketException>(() => client.ConnectAsync("/string"));

        Assert.Contains("405", failure.Message);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_socket_that_its_client_aborts_leaves_the_connection_and_the_others_alone()
    {
        await using var client = new WebSocketClient(server.Address);
        using var other = await client.ConnectAsync("/chat");
        for (var n = 0; n < 150; n++) // more than there may be at once: each gives its place back
        {
            using var socket = await client.ConnectAsync("/chat");
            await socket.SendAsync("half of a "u8.ToArray(), WebSocketMessageType.Text, false, client.Deadline);
            socket.Abort();
        }

        await Talk(client, other, 0);
        Assert.Equal(1, client.Connections);
    }

    [ToolFact("kill")]
    public async Task A_server_that_ends_tells_its_sockets_with_1001()
    {
        await using var process = await server.StartAnotherAsync();
        await using var client = new WebSocketClient(process.Address);
        using var socket = await client.ConnectAsync("/chat");
        await Talk(client, socket, 0, close: false);

        var stopping = process.TerminateAsync(Deadlines.Answer);
        var end = await socket.ReceiveAsync(new ArraySegment<byte>(new byte[100]), client.Deadline);

        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.EndpointUnavailable), (end.MessageType, end.CloseStatus));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, client.Deadline);
        Assert.Equal(0, await stopping);
    }

    private static async Task Talk(WebSocketClient client, ClientWebSocket socket, int number, bool close = true)
    {
        for (var n = 0; n < 10; n++)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes($"{number}/{n}"), WebSocketMessageType.Text, true, client.Deadline);
            Assert.Equal((WebSocketMessageType.Text, $"{number}/{n}"), await client.ReceiveTextAsync(socket));
        }

        if (close)
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, client.Deadline);
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class WebSocketOnAkkaIo(AkkaIoServer server) : WebSocketTests(server);

[Collection(OnSockets.Name)]
public sealed class WebSocketOnSockets(SocketsServer server) : WebSocketTests(server);
