using AkkaH2.PeerBench.Load;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>h2load: many requests at once, every one of them answered with success.</summary>
public abstract class H2LoadTests(InteropServer server)
{
    [ToolTheory("h2load")]
    [InlineData("/", 8, 100, 50_000)]
    [InlineData("/", 100, 10, 50_000)]
    [InlineData("/", 1, 1, 2_000)]
    [InlineData("/string", 4, 100, 20_000)]
    [InlineData("/bytes", 4, 100, 20_000)]
    [InlineData("/streaming", 4, 100, 20_000)]
    [InlineData("/bytes/100000", 4, 20, 1_000)]
    [InlineData("/counter/load", 4, 50, 10_000)]
    public async Task Every_request_succeeds(string path, int clients, int streams, int requests)
    {
        var report = await RunAsync(new LoadCase(path, path, clients, streams, requests));

        Assert.True(report.AllSucceeded, report.ToString());
        Assert.Equal(requests, report.Succeeded);
    }

    [ToolTheory("h2load")]
    [InlineData("/upload", 100, 2_000)]
    [InlineData("/upload", 300_000, 200)]
    [InlineData("/echo", 1, 5_000)]
    [InlineData("/echo", 300_000, 200)]
    [InlineData("/streaming", 100_000, 500)]
    public async Task Every_upload_succeeds(string path, int octets, int requests)
    {
        var report = await RunAsync(new LoadCase(path, path, Clients: 4, Streams: 20, requests) { IsUpload = true, BulkOctets = octets });

        Assert.True(report.AllSucceeded, report.ToString());
        Assert.Equal(requests, report.Succeeded);
    }

    private Task<LoadReport> RunAsync(LoadCase load) => H2Load.RunAsync(load, server.Address, CancellationToken.None);
}

[Collection(OnAkkaIo.Name)]
public sealed class H2LoadOnAkkaIo(AkkaIoServer server) : H2LoadTests(server);

[Collection(OnSockets.Name)]
public sealed class H2LoadOnSockets(SocketsServer server) : H2LoadTests(server);
