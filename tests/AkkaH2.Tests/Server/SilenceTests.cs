using System.Net;
using Akka.Actor;
using Akka.Event;
using AkkaH2.Server;
using AkkaH2.Transports;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class SilenceTestsOnSockets() : SilenceTests("sockets");

public sealed class SilenceTestsOnAkkaIo() : SilenceTests("akka-io");

public sealed class SilenceTestsOverTlsOnSockets() : SilenceTests("sockets", tls: true);

public sealed class SilenceTestsOverTlsOnAkkaIo() : SilenceTests("akka-io", tls: true);

public sealed class SilenceTestsInMemory() : SilenceTests("memory");

/// <summary>Events of a server's daily life log no warning and leave no dead letter.</summary>
public abstract class SilenceTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    // Hears everything to the end of the system that is listened to, so it lives in another one.
    private readonly ActorSystem _listening = ActorSystem.Create("listening", "akka { loglevel = OFF, stdout-loglevel = OFF }");
    private IActorRef _collector = ActorRefs.Nobody;

    protected override string Hocon => "akka { loglevel = WARNING, loggers = [] }";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _collector = _listening.ActorOf(Props.Create(() => new Collector()));
        foreach (var kind in (Type[])[typeof(Warning), typeof(Error), typeof(DeadLetter)])
            System.EventStream.Subscribe(_collector, kind);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _listening.Terminate().WaitAsync(Deadline);
    }

    [Fact]
    public async Task A_server_that_ends_with_connections_open_logs_nothing()
    {
        var server = await ServeTwo();

        Assert.True(await server.TerminateAsync(Deadline));

        await ExpectSilenceToTheEnd();
    }

    [Fact]
    public async Task A_server_that_ends_without_a_connection_logs_nothing()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));

        Assert.True(await server.TerminateAsync(Deadline));

        await ExpectSilenceToTheEnd();
    }

    [Fact]
    public async Task A_system_that_ends_with_its_server_logs_nothing()
    {
        await ServeTwo();

        await ExpectSilenceToTheEnd();
    }

    [Fact]
    public async Task A_busy_endpoint_is_told_by_an_exception_alone()
    {
        var server = await ServeTwo();

        var busy = await Assert.ThrowsAsync<TransportException>(() => Bind(e => e.Map("GET", "/", x => x.Respond("ok")), ((IPEndPoint)server.LocalEndPoint).Port));

        Assert.StartsWith($"cannot bind {server.LocalEndPoint} with transport", busy.Message, StringComparison.Ordinal);
        await ExpectSilenceToTheEnd();
    }

    // One warning of our own shows that somebody listens. Letters that the end of a system kills are not logged (log-dead-letters-during-shutdown).
    private async Task ExpectSilenceToTheEnd()
    {
        System.Log.Warning("ours");
        System.EventStream.Unsubscribe(_collector, typeof(DeadLetter));
        await System.Terminate().WaitAsync(Deadline);
        Assert.Equal(["ours"], await _collector.Ask<string[]>(Collector.Tell, Deadline));
    }

    private async Task<ServerBinding> ServeTwo()
    {
        var server = await Bind(e => e.Map("GET", "/", x => x.Respond("ok")));
        for (var i = 0; i < 2; i++)
        {
            var peer = await Connect(server);
            await peer.Send(Headers(1).Get("/").EndStream());
            Assert.Equal("ok", (await peer.ExpectResponse(1)).Text);
        }

        return server;
    }

    private sealed class Collector : ReceiveActor
    {
        public const string Tell = "tell";

        private readonly List<string> _heard = [];

        public Collector()
        {
            Receive<LogEvent>(log => _heard.Add($"{log.Message}"));
            Receive<DeadLetter>(letter => _heard.Add($"dead letter {letter.Message} from {letter.Sender} to {letter.Recipient}"));
            Receive<string>(_ => Sender.Tell(_heard.ToArray()), text => text == Tell);
        }
    }
}
