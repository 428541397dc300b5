using System.Text;
using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.Configuration;
using AkkaH2.Transports.Tls;
using AkkaH2.Wire;

namespace AkkaH2.Interop.Tests.Peers;

/// <summary>Our client against servers of other people, in cleartext and over TLS.</summary>
public sealed class ForeignServerTests : IAsyncLifetime
{
    private static readonly int[] Sizes = [0, 1, 16_383, 16_384, 16_385, 65_535, 65_536, 1 << 20, 10 << 20];

    private readonly ActorSystem _system = ActorSystem.Create("peers", "akka { loglevel = WARNING, stdout-loglevel = WARNING }");

    /// <summary>What is tried with each server.</summary>
    public enum Trial
    {
        Bodies,
        ThousandRequests,
        Windows,
        Restart,
        RestartInResponse,
        RestartInRequest,
    }

    public static TheoryData<Trial, bool> Trials
    {
        get
        {
            var rows = new TheoryData<Trial, bool>();
            foreach (var trial in Enum.GetValues<Trial>())
            {
                rows.Add(trial, false);
                rows.Add(trial, true);
            }

            return rows;
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [MemberData(nameof(Trials))]
    public Task Kestrel(Trial trial, bool tls) => Try(ForeignServers.Kestrel, trial, tls);

    [ToolTheory("node")]
    [MemberData(nameof(Trials))]
    public Task Node(Trial trial, bool tls) => Try(ForeignServers.Node, trial, tls);

    [ToolTheory("nghttpd")]
    [MemberData(nameof(Trials))]
    public Task Nghttpd(Trial trial, bool tls) => Try(ForeignServers.Nghttpd, trial, tls);

    [ToolTheory("nginx")]
    [MemberData(nameof(Trials))]
    public Task Nginx(Trial trial, bool tls) => Try(ForeignServers.Nginx, trial, tls);

    [ToolTheory("h2o")]
    [MemberData(nameof(Trials))]
    public Task H2O(Trial trial, bool tls) => Try(ForeignServers.H2O, trial, tls);

    [ToolTheory("apache2")]
    [MemberData(nameof(Trials))]
    public Task Apache(Trial trial, bool tls) => Try(ForeignServers.Apache, trial, tls);

    [ToolTheory("haproxy")]
    [MemberData(nameof(Trials))]
    public async Task Haproxy_before_Kestrel(Trial trial, bool tls)
    {
        using var folder = new ServerFolder(tls, Sizes);
        await using var behind = await folder.StartAsync(ForeignServers.Kestrel);
        await Try(ForeignServers.Haproxy(ForeignServers.Kestrel, folder.Port), trial, tls);
    }

    [ToolTheory("node")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Trailers_resets_and_refusals_of_Node(bool tls)
    {
        using var folder = new ServerFolder(tls, Sizes);
        await using var process = await folder.StartAsync(ForeignServers.Node);
        await using var client = NewClient(folder);

        var trailing = await client.SendAsync(Request.Get("/trailers"));
        Assert.Equal("hello", await trailing.Body.ReadTextAsync(100));
        Assert.Equal("late", trailing.Trailers["x-trailer"]);

        var reset = await Assert.ThrowsAsync<Http2ClientException>(async () => await (await client.SendAsync(Request.Get("/reset"))).Body.ReadToEndAsync(100));
        Assert.Equal((ClientErrorKind.ProtocolError, ErrorCode.InternalError), (reset.Kind, reset.Code));

        Assert.Equal(200, (await client.SendAsync(Request.Get("/refuse"))).Status);
    }

    private async Task Try(ForeignServer server, Trial trial, bool tls)
    {
        using var folder = new ServerFolder(tls, Sizes);
        var process = await folder.StartAsync(server);
        try
        {
            switch (trial)
            {
                case Trial.Bodies: await Bodies(server, folder); break;
                case Trial.ThousandRequests: await ThousandRequests(server, folder); break;
                case Trial.Windows: await Windows(server, folder); break;
                case Trial.Restart: await Restarted(Download); break;
                case Trial.RestartInResponse: await Restarted(ReadUntilKilled); break;
                case Trial.RestartInRequest: await Restarted(WriteUntilKilled); break;
            }
        }
        finally
        {
            await process.DisposeAsync();
        }

        async Task Restarted(Func<Http2Client, ForeignServer, Func<Task>, Task> meanwhile)
        {
            await using var client = NewClient(folder, settings => settings with { InitialWindowSize = 65_535, ConnectionWindowSize = 65_535 });
            await meanwhile(client, server, () => process.DisposeAsync().AsTask());
            process = await folder.StartAsync(server);
            await Download(client, server, 16_384);
        }
    }

    private static async Task Download(Http2Client client, ForeignServer server, Func<Task> kill)
    {
        await Download(client, server, 16_384);
        await kill();
    }

    private static async Task ReadUntilKilled(Http2Client client, ForeignServer server, Func<Task> kill)
    {
        var response = await client.SendAsync(Request.Get(server.Down(10 << 20)));
        await IsLost(async () =>
        {
            var isKilled = false;
            await foreach (var _ in response.Body)
            {
                if (!isKilled)
                    await kill();
                isKilled = true;
            }
        });
    }

    private static async Task WriteUntilKilled(Http2Client client, ForeignServer server, Func<Task> kill)
    {
        var isUnderWay = new TaskCompletionSource();
        var response = client.SendAsync(Request.Of(server.Method, server.Up).WithBody(async (writer, cancellation) =>
        {
            await writer.WriteAsync(new byte[16_384]);
            await writer.FlushAsync(); // it has left: a request that has not may be sent again
            isUnderWay.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
        }));
        await isUnderWay.Task.WaitAsync(Deadlines.Answer);
        await kill();
        await IsLost(async () => await (await response).Body.ReadToEndAsync(int.MaxValue));
    }

    /// <summary>One error, which says what happened.</summary>
    private static async Task IsLost(Func<Task> exchange)
    {
        var error = await Assert.ThrowsAsync<Http2ClientException>(() => exchange().WaitAsync(Deadlines.Answer));
        Assert.Equal((ClientErrorKind.ConnectionLost, true), (error.Kind, error.MayHaveBeenProcessed));
    }

    private async Task Bodies(ForeignServer server, ServerFolder folder)
    {
        await using var client = NewClient(folder);
        foreach (var octets in Sizes)
        {
            await Download(client, server, octets);
            await Send(client, server, folder, octets);
        }
    }

    private async Task ThousandRequests(ForeignServer server, ServerFolder folder)
    {
        await using var client = NewClient(folder, settings => settings with { MaxQueuedRequests = 1_000, ConnectTimeout = Deadlines.Tool });
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Download(client, server, 16_384)));
    }

    private async Task Windows(ForeignServer server, ServerFolder folder)
    {
        await using (var tiny = NewClient(folder, settings => settings with { InitialWindowSize = 100 }))
            await Download(tiny, server, 16_384);
        await using (var huge = NewClient(folder, settings => settings with { InitialWindowSize = int.MaxValue, ConnectionWindowSize = int.MaxValue }))
            await Download(huge, server, 10 << 20);
    }

    private static async Task Download(Http2Client client, ForeignServer server, int octets)
    {
        var response = await client.SendAsync(Request.Get(server.Down(octets)), new CallOptions { RetryLost = true });
        Assert.Equal((200, octets), (response.Status, (await response.Body.ReadToEndAsync(int.MaxValue)).Length));
    }

    private static async Task Send(Http2Client client, ForeignServer server, ServerFolder folder, int octets)
    {
        var body = new byte[octets];
        Random.Shared.NextBytes(body);
        var response = await client.SendAsync(Request.Of(server.Method, server.Up).WithBody(body));
        var answer = await response.Body.ReadToEndAsync(int.MaxValue);
        Assert.InRange(response.Status, 200, 299);
        var (expected, seen) = server.Upload switch
        {
            Upload.Count => (Encoding.ASCII.GetBytes($"{octets}"), answer),
            Upload.Echo => (body, answer),
            _ => (body, await File.ReadAllBytesAsync(Path.Combine(folder.Files, "up", "target"))),
        };
        Assert.True(expected.AsSpan().SequenceEqual(seen), $"of {octets} octets {seen.Length} are there, or others");
    }

    private Http2Client NewClient(ServerFolder folder, Func<ClientSettings, ClientSettings>? change = null)
    {
        var settings = _system.Http2().Settings.Client;
        settings = settings with { Tls = settings.Tls with { Authorities = TlsCertificate.ReadAuthorities(folder.Certificate.Pem) } };
        return _system.Http2().Client(folder.Address.GetLeftPart(UriPartial.Authority), change is null ? settings : change(settings));
    }
}
