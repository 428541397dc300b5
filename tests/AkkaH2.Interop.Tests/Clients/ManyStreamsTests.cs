using System.Text;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>Many exchanges at once over few connections.</summary>
public abstract class ManyStreamsTests(InteropServer server)
{
    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_thousand_requests_at_once_share_one_connection()
    {
        using var client = new Client(server.Address);

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => client.GetStringAsync("/")));

        Assert.All(answers, answer => Assert.Equal("Hello, World!", answer));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Uploads_and_downloads_of_one_connection_do_not_mix()
    {
        using var client = new Client(server.Address);

        var echoes = Enumerable.Range(1, 50).Select(n => Echo(client, $"{n} ", n * 1000)).ToList();
        var downloads = Enumerable.Range(1, 40).Select(n => client.GetStringAsync($"/bytes/{n * 5000}")).ToList();

        Assert.All(await Task.WhenAll(echoes), same => Assert.True(same));
        Assert.Equal(Enumerable.Range(1, 40).Select(n => n * 5000), (await Task.WhenAll(downloads)).Select(body => body.Length));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Two_hundred_connections_are_served_side_by_side()
    {
        var clients = Enumerable.Range(0, 200).Select(_ => new Client(server.Address)).ToList();

        var answers = await Task.WhenAll(clients.Select(client => client.GetStringAsync("/")));

        Assert.All(answers, answer => Assert.Equal("Hello, World!", answer));
        clients.ForEach(client => client.Dispose());
    }

    private static async Task<bool> Echo(Client client, string word, int times)
    {
        // HttpClient sends a StringContent to its end before it gives the answer out, and the echo needs the answer to be read meanwhile.
        var text = string.Concat(Enumerable.Repeat(word, times));
        var body = new GeneratedContent(stream => stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask());
        using var answer = await client.SendAsync("POST", "/echo", body);
        return await answer.Content.ReadAsStringAsync() == text;
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class ManyStreamsOnAkkaIo(AkkaIoServer server) : ManyStreamsTests(server);

[Collection(OnSockets.Name)]
public sealed class ManyStreamsOnSockets(SocketsServer server) : ManyStreamsTests(server);
