using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using AkkaH2.Configuration;
using AkkaH2.Diagnostics;
using AkkaH2.Endpoints;
using AkkaH2.TestKit;
using AkkaH2.Tests.Server;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Diagnostics;

/// <summary>Frames in Akka's log: switched on and off while a server or a client runs.</summary>
public sealed class FrameLogTests() : ServerTest("sockets")
{
    private readonly Channel<Info> _lines = Channel.CreateUnbounded<Info>();

    protected override string Hocon => "akka { loglevel = INFO, loggers = [], stdout-loglevel = OFF }";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        System.EventStream.Subscribe(System.ActorOf(Props.Create(() => new Reader(_lines.Writer))), typeof(LogEvent));
    }

    [Fact]
    public async Task It_says_what_the_client_says_of_the_same_frames()
    {
        System.Http2().LogFrames(on: true);
        var server = await Bind(Map);
        var (seen, system) = (new List<FrameLogEntry>(), ActorSystem.Create("client", ConfigurationFactory.ParseString("akka.loglevel = OFF").WithFallback(Http2.DefaultConfig)));
        await using (var client = system.Http2().Client($"http://{server.LocalEndPoint}", system.Http2().Settings.Client with { OnFrame = seen.Add }))
        {
            var response = await client.SendAsync(Request.Post("/echo", "a body", AkkaH2.Headers.Of(("authorization", "secret"), ("x-name", "value"))).WithTrailers(AkkaH2.Headers.Of(("x-end", "1"))));
            Assert.Equal("a body", await response.Body.ReadTextAsync(100));
        }

        await system.Terminate();
        var sent = await Lines(line => line.StartsWith("< GOAWAY", StringComparison.Ordinal));
        foreach (var (ours, theirs) in new[] { ('>', '<'), ('<', '>') })
        {
            var (here, there) = (sent.Where(line => line[0] == ours).Select(line => line[2..]).ToList(), seen.Select(entry => entry.ToString()).Where(line => line[0] == theirs).Select(line => line[2..]).ToList());
            var both = Math.Min(here.Count, there.Count); // what crosses with the end is seen on one side only
            Assert.Equal(there[..both], here[..both]);
            Assert.Contains(here[..both], line => line.StartsWith("HEADERS stream=1 END_STREAM x-end: 1", StringComparison.Ordinal));
        }

        Assert.Contains(sent, line => line.StartsWith("< HEADERS stream=1 :method: POST", StringComparison.Ordinal) && line.Contains("authorization: (hidden), x-name: value", StringComparison.Ordinal));
        Assert.Contains("< DATA stream=1 6 octets", sent);
        Assert.Contains("< SETTINGS stream=0 ACK", sent);
    }

    [Fact]
    public async Task It_is_switched_on_and_off_while_a_connection_is_open()
    {
        var server = await Bind(Map);
        var peer = await Connect(server);
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectResponse(1);

        System.Http2().Actor.Tell(new LogFrames(true), ActorRefs.NoSender);
        await Eventually(peer, logs: true);
        await peer.Send(Headers(3).Get("/three").EndStream());
        await peer.ExpectResponse(3);
        var lines = await Lines(line => line == "> DATA stream=3 END_STREAM 5 octets");
        Assert.Contains(lines, line => line.StartsWith("< HEADERS stream=3 END_STREAM :method: GET", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("> HEADERS stream=3 :status: 200, content-type: text/plain; charset=utf-8, set-cookie: (hidden), content-length: 5", StringComparison.Ordinal));

        System.Http2().LogFrames(on: false);
        await Eventually(peer, logs: false);
        await peer.Send(Headers(5).Get("/").EndStream());
        await peer.ExpectResponse(5);
        await peer.ExpectAlive();
        Assert.DoesNotContain(await Waiting(), line => line.Contains("stream=5", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_connection_is_logged_by_telling_it()
    {
        var server = await Bind(Map);
        var (one, other) = (await Connect(server), await Connect(server));
        var connections = (await System.Http2().GetConnectionsAsync()).Connections;
        connections[0].Actor.Tell(new LogFrames(true), ActorRefs.NoSender);
        await one.ExpectAlive();
        await other.Send(Headers(1).Get("/").EndStream());
        await other.ExpectResponse(1);
        await one.Send(Headers(1).Get("/").EndStream());
        await one.ExpectResponse(1);
        var lines = await Events(line => line.StartsWith("> DATA stream=1", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Equal(($"http2-frames({connections[0].RemoteEndPoint})", typeof(AkkaH2.Diagnostics.FrameLog)), (line.LogSource, line.LogClass)));
        Assert.All(lines, line => Assert.StartsWith($"{connections[0].RemoteEndPoint} ", $"{line.Message}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("192.0.2.7", false)]
    [InlineData("::1", false)]
    public async Task Peers_are_chosen_by_their_address(string remote, bool logs)
    {
        System.Http2().LogFrames(on: true, remote);
        var peer = await Connect(await Bind(Map));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectResponse(1);
        await peer.ExpectAlive();
        Assert.Equal(logs, (await Waiting()).Count > 0);
    }

    [Fact]
    public async Task A_new_connection_is_logged_as_long_as_its_network_is()
    {
        var server = await Bind(Map);
        System.Http2().LogFrames(on: true, "127.0.0.1");
        System.Http2().LogFrames(on: true, "192.0.2.0/24");
        var one = await Connect(server);
        await Eventually(one, logs: true);
        System.Http2().LogFrames(on: false, "127.0.0.1");
        await Eventually(one, logs: false);
        await Waiting();
        var other = await Connect(server);
        await other.ExpectAlive();
        Assert.Empty(await Waiting());
    }

    [Theory]
    [InlineData("on", "on")]
    [InlineData("off", "off")]
    [InlineData("[]", "off")]
    [InlineData("[\"192.0.2.7\", \"10.0.0.0/8\"]", "192.0.2.7/32, 10.0.0.0/8")]
    public void The_configuration_says_it_for_servers_and_clients(string value, string scope)
    {
        var settings = Http2Settings.From(ConfigurationFactory.ParseString($"akka.h2 {{ frame-log = {value}, client.frame-log = {value} }}").WithFallback(Http2.DefaultConfig));
        Assert.Equal((scope, scope), ($"{settings.LogsFrames}", $"{settings.Client.LogsFrames}"));
    }

    [Theory]
    [InlineData("[\"here\"]", "akka.h2.frame-log must be on, off, or a list of addresses and networks: \"here\" is no address")]
    [InlineData("some", "akka.h2.frame-log must be on or off, but is some.")]
    public void A_wrong_configuration_names_its_path(string value, string message) => Assert.StartsWith(
        message,
        Assert.Throws<ConfigurationException>(() => Http2Settings.From(ConfigurationFactory.ParseString($"akka.h2.frame-log = {value}").WithFallback(Http2.DefaultConfig))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_wrong_address_says_so() => Assert.Throws<ArgumentException>(() => System.Http2().LogFrames(on: true, "10.0.0.0/33"));

    [Fact]
    public void What_a_peer_sends_begins_no_line() =>
        Assert.DoesNotContain(FrameText.Of(new Protocol.FieldSection(new Wire.StreamId(1), [new("a\nb", "c\r\n> d")], EndStream: true)), char.IsControl);

    private static void Map(EndpointBuilder endpoints) => endpoints
        .Map("GET", "/", _ => Response.Text("hello"))
        .Map("GET", "/three", _ => Response.Text("three").With("set-cookie", "id=secret"))
        .Map("POST", "/echo", async request =>
        {
            var body = await request.Body.ReadTextAsync(100);
            return Response.Text(body) with { Trailers = request.Body.Trailers };
        });

    // A PING in the log says that the switch has arrived there; one that is missing there, too.
    private async Task Eventually(TestPeer peer, bool logs)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        do
        {
            deadline.Token.ThrowIfCancellationRequested();
            await peer.ExpectAlive();
        }
        while ((await Waiting()).Exists(line => line.StartsWith("< PING", StringComparison.Ordinal)) != logs);
    }

    private async Task<List<string>> Lines(Func<string, bool> isLast) => [.. (await Events(isLast)).Select(Line)];

    private async Task<List<Info>> Events(Func<string, bool> isLast)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var events = new List<Info>();
        do
            events.Add(await _lines.Reader.ReadAsync(deadline.Token));
        while (!isLast(Line(events[^1])));
        return events;
    }

    // All that was logged before this.
    private async Task<List<string>> Waiting()
    {
        var marker = $"marker-{Guid.NewGuid()}";
        Logging.GetLogger(System, "test").Info(marker);
        var lines = await Lines(line => line.EndsWith(marker, StringComparison.Ordinal));
        return lines[..^1];
    }

    private static string Line(Info line) => $"{line.Message}" is var text && text.IndexOf(' ') is >= 0 and var space ? text[(space + 1)..] : text;

    private sealed class Reader : ReceiveActor
    {
        public Reader(ChannelWriter<Info> lines)
        {
            Receive<Info>(line => lines.TryWrite(line));
            ReceiveAny(_ => { });
        }
    }
}
