using System.Net;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Server;
using Xunit.Abstractions;

namespace AkkaH2.Heap.Tests;

/// <summary>What a long body makes two nodes hold while it goes to an actor on the other one and comes back: both nodes and the client are in this process.</summary>
[Collection(nameof(HeapCollection))]
public sealed class RemoteBodyHeapTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Piece = 65_536; // octets
    private const int Pieces = 1_600;
    private const long Most = 30L << 20; // octets: windows, and the buffers of two stream refs

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private static readonly Config Remoting = ConfigurationFactory.ParseString("""
        akka.actor.provider = remote
        akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        akka.h2.max-request-body-size = infinite
        akka { loglevel = OFF, stdout-loglevel = OFF }
        """).WithFallback(Http2.DefaultConfig);

    private readonly ActorSystem _here = ActorSystem.Create("here", Remoting);
    private readonly ActorSystem _there = ActorSystem.Create("there", Remoting);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Task.WhenAll(_here.Terminate(), _there.Terminate()).WaitAsync(Deadline);

    [Fact]
    public async Task A_hundred_MiB_go_to_another_node_and_back_with_flat_memory()
    {
        using var giveUp = new CancellationTokenSource(Deadline);
        await using var server = await Serve();
        using var handler = new SocketsHttpHandler();
        using var client = new HttpClient(handler);
        using var up = new Upload(giveUp.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{server.LocalEndPoint}/")
        {
            Content = up, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, giveUp.Token);
        await using var down = await response.Content.ReadAsStreamAsync(giveUp.Token);
        var (octets, buffer) = (0L, new byte[Piece]);
        for (int length; (length = await down.ReadAsync(buffer, giveUp.Token)) > 0;)
            octets += length;

        output.WriteLine($"{up.Held:N0} octets at most");
        Assert.Equal((long)Pieces * Piece, octets);
        Assert.InRange(up.Held, 1, Most);
    }

    private async Task<ServerBinding> Serve()
    {
        var echo = _there.ActorOf(Props.Create(() => new Echo()));
        var address = ((ExtendedActorSystem)_there).Provider.DefaultAddress;
        var remote = await _here.ActorSelection(echo.Path.ToStringWithAddress(address)).ResolveOne(Deadline);
        var forwarder = _here.ActorOf(Props.Create(() => new Forwarder(remote)));
        return await _here.Http2().BindAsync("127.0.0.1", 0, endpoints => endpoints.MapActor("/", forwarder));
    }

    private sealed class Forwarder : ReceiveActor
    {
        public Forwarder(IActorRef there) => Receive<Request>(request => there.Forward(request.AsPortable()));
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<Request>(request => Sender.Tell(Response.Streamed(request.Body.AsSource())));
    }

    /// <summary>Weighs the heap as it goes.</summary>
    private sealed class Upload(CancellationToken giveUp) : HttpContent
    {
        /// <summary>Octets of the heap, more than before the first piece.</summary>
        public long Held { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var (before, piece) = (GC.GetTotalMemory(forceFullCollection: true), new byte[Piece]);
            for (var i = 0; i < Pieces; i++)
            {
                await stream.WriteAsync(piece, giveUp);
                if (i % 100 == 99)
                    Held = Math.Max(Held, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
