using System.Text;
using AkkaH2.Client;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>Requests that a connection has taken, and whose HEADERS wait behind a write, when the server wants no more of them there: another connection takes them.</summary>
public sealed class MovedRequestTests : ClientTest
{
    private HeldNetwork _network = null!;

    [Fact, Trait("RFC 9113", "6.8")]
    public async Task They_do_not_begin_behind_a_GOAWAY_that_names_all_streams()
    {
        var (client, old, requests) = await Begin();
        await old.Send(GoAway(int.MaxValue));
        var other = await Accept();
        await AnswerMoved(other);
        _network.Release();
        await AnswerOld(old);
        await Are([201, 202, 203, 204, 205], requests);
        Assert.Equal(3, client.Resent);
    }

    [Fact, Trait("RFC 9113", "5.1.2")]
    public async Task They_do_not_wait_for_a_place_that_SETTINGS_took_back()
    {
        var (_, old, requests) = await Begin();
        await old.Send(Settings((SettingId.MaxConcurrentStreams, 1)));
        var other = await Accept();
        await AnswerMoved(other);
        _network.Release();
        await AnswerOld(old);
        await Are([201, 202, 203, 204, 205], requests);
        await old.ExpectAlive();
    }

    [Fact, Trait("RFC 9113", "5.1.2")]
    public async Task Where_there_is_no_other_they_wait_in_the_clients_queue_before_later_ones()
    {
        var (client, old, requests) = await Begin(connections: 1);
        await old.Send(Settings((SettingId.MaxConcurrentStreams, 1)));
        await old.Send(Headers(1).Status(201).EndStream());
        await requests[0].WaitAsync(Deadline);
        var late = client.SendAsync(Request.Get("/late"));
        _network.Release();
        await old.ExpectHeaders(3);
        await old.Send(Headers(3).Status(202).EndStream());
        foreach (var (path, stream) in new[] { ("/queued", 11), ("/upload", 13), ("/source", 15), ("/late", 17) })
        {
            Assert.Equal(path, (await old.ExpectHeaders(stream))[":path"]);
            await old.Send(Headers(stream).Status(204).EndStream());
        }

        await Are([201, 202, 204, 204, 204, 204], [.. requests, late]);
    }

    [Fact, Trait("RFC 9113", "5.1.2")]
    public async Task Where_the_client_ends_they_wait_for_a_place()
    {
        var (client, old, requests) = await Begin();
        var terminated = client.TerminateAsync();
        Assert.Equal(ClientErrorKind.Refused, (await Fails(client.SendAsync(Request.Get("/late")))).Kind); // its connections know
        await old.Send(Settings((SettingId.MaxConcurrentStreams, 1)));
        await old.Send(Headers(1).Status(201).EndStream());
        await requests[0].WaitAsync(Deadline);
        _network.Release();
        foreach (var stream in new[] { 3, 5, 7, 9 })
        {
            await old.ExpectHeaders(stream);
            await old.Send(Headers(stream).Status(204).EndStream());
        }

        await Are([201, 204, 204, 204, 204], requests);
        Assert.True(await terminated.WaitAsync(Deadline));
    }

    [Fact, Trait("RFC 9113", "6.8")]
    public async Task They_keep_their_order_on_a_connection_that_is_open()
    {
        _network = new HeldNetwork(Network);
        var client = NewClient(settings => settings with { Transport = _network, MaxConnections = 2 });
        Task<Response> Ask(string path) => client.SendAsync(Request.Get(path));
        var asked = new List<Task<Response>> { Ask("/a") };
        var old = await Accept((SettingId.MaxConcurrentStreams, 1));
        await old.ExpectHeaders(1);
        await old.ExpectAlive();
        asked.Add(Ask("/b"));
        var other = await Accept();
        await other.ExpectHeaders(1);
        await other.ExpectAlive();
        await old.Send(Settings((SettingId.MaxConcurrentStreams, 100)));
        await old.ExpectAlive();
        var reached = _network.Hold();
        asked.Add(Ask("/c")); // it waits in a write; from here on each connection gets every second one
        await reached.WaitAsync(Deadline);
        asked.AddRange("defghi".Select(name => Ask($"/{name}")));
        Assert.Equal("/d/f/h", await Paths(other, 3, 5, 7));
        await old.Send(GoAway(int.MaxValue));
        Assert.Equal("/e/g/i", await Paths(other, 9, 11, 13));
        _network.Release();
        await client.TerminateAsync(TimeSpan.Zero);
        await Assert.ThrowsAsync<Http2ClientException>(() => Task.WhenAll(asked).WaitAsync(Deadline));
    }

    [Fact, Trait("RFC 9113", "8.7")]
    public async Task They_are_sent_elsewhere_when_the_connection_is_lost()
    {
        var (_, old, requests) = await Begin();
        await old.DisposeAsync();
        await AnswerMoved(await Accept());
        await Are([203, 204, 205], requests[2..]);
        Assert.Equal(ClientErrorKind.ConnectionLost, (await Fails(requests[1])).Kind);
        _network.Release();
    }

    [Fact]
    public async Task A_body_that_fails_on_the_way_fails_its_request()
    {
        var (client, old, _) = await Begin(connections: 1);
        var begun = new TaskCompletionSource();
        var fails = new TaskCompletionSource();
        var failing = client.SendAsync(Request.Of("POST", "/failing").WithBody(async (_, _) =>
        {
            begun.SetResult();
            await fails.Task;
        }));
        await begun.Task.WaitAsync(Deadline);
        await old.Send(Settings((SettingId.MaxConcurrentStreams, 1)));
        await Until(() => client.Resent == 4);
        fails.SetException(new InvalidOperationException("no more"));
        var error = await Fails(failing);
        Assert.Equal((ClientErrorKind.RequestBodyFailed, false), (error.Kind, error.MayHaveBeenProcessed));
        _network.Release();
    }

    /// <summary>Two requests are with the server, the second one in a write that waits; behind it wait one without a body and two whose bodies are written.</summary>
    private async Task<(Http2Client Client, TestPeer Server, Task<Response>[] Requests)> Begin(int connections = 2)
    {
        _network = new HeldNetwork(Network);
        var client = NewClient(settings => settings with { Transport = _network, MaxConnections = connections });
        var first = client.SendAsync(Request.Get("/first"));
        var server = await Accept();
        await server.ExpectHeaders(1);
        await server.ExpectAlive();
        var reached = _network.Hold();
        var written = client.SendAsync(Request.Get("/written"));
        await reached.WaitAsync(Deadline);
        var queued = client.SendAsync(Request.Get("/queued"));
        var begun = new TaskCompletionSource();
        var upload = client.SendAsync(Request.Of("POST", "/upload").WithBody(async (writer, _) =>
        {
            await writer.WriteAsync("some"u8.ToArray());
            await writer.WriteAsync(" octets"u8.ToArray());
        }));
        var source = client.SendAsync(Request.Of("POST", "/source").WithBody(async (writer, _) =>
        {
            await writer.WriteAsync("before"u8.ToArray());
            begun.SetResult();
            await writer.FlushAsync();
            await writer.WriteAsync(" and behind"u8.ToArray());
        }));
        await begun.Task.WaitAsync(Deadline);
        return (client, server, [first, written, queued, upload, source]);
    }

    private static async Task<string> Paths(TestPeer server, params int[] streams)
    {
        var paths = "";
        foreach (var stream in streams)
            paths += (await server.ExpectHeaders(stream))[":path"];
        return paths;
    }

    private static async Task AnswerMoved(TestPeer server)
    {
        Assert.Equal("/queued", (await server.ExpectHeaders(1))[":path"]);
        Assert.Equal("/upload", (await server.ExpectHeaders(3))[":path"]);
        Assert.Equal("some octets", Encoding.UTF8.GetString(await server.ExpectRest(3)));
        Assert.Equal("/source", (await server.ExpectHeaders(5))[":path"]);
        Assert.Equal("before and behind", Encoding.UTF8.GetString(await server.ExpectRest(5)));
        await server.Send(Headers(1).Status(203).EndStream(), Headers(3).Status(204).EndStream(), Headers(5).Status(205).EndStream());
    }

    private static async Task AnswerOld(TestPeer server)
    {
        Assert.Equal("/written", (await server.ExpectHeaders(3))[":path"]);
        await server.Send(Headers(1).Status(201).EndStream(), Headers(3).Status(202).EndStream());
    }

    private static async Task Are(int[] statuses, Task<Response>[] requests)
    {
        var responses = await Task.WhenAll(requests).WaitAsync(Deadline);
        Assert.Equal(statuses, responses.Select(response => response.Status));
    }
}
