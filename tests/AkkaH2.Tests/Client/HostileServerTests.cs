using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using AkkaH2.Client;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>Servers that mean harm: each attack ends in one error, at a bound, and nothing of it is in the log. docs/security.md has the table.</summary>
[Trait("RFC 9113", "10.5")]
public sealed class HostileServerTests : ClientTest
{
    private const int Flood = 20_000; // frames: far beyond every budget

    private readonly ConcurrentQueue<LogEvent> _log = [];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var listener = System.ActorOf(Props.Create(() => new LogListener(_log)));
        System.EventStream.Subscribe(listener, typeof(Warning));
        System.EventStream.Subscribe(listener, typeof(Error));
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Assert.Empty(_log);
    }

    [Fact]
    public Task SETTINGS_without_end() => IsFlood(() => Settings((SettingId.MaxConcurrentStreams, 100)));

    [Fact]
    public Task PING_without_end() => IsFlood(() => Ping(1));

    [Fact]
    public Task PRIORITY_without_end() => IsFlood(() => Priority(1, 0));

    [Fact]
    public Task Frames_of_unknown_types_without_end() => IsFlood(() => Raw((FrameType)0xfe, FrameFlags.None, 1));

    [Fact]
    public Task Credit_by_the_octet_without_end() => IsFlood(() => WindowUpdate(0, 1));

    [Fact]
    public Task GOAWAY_without_end() => IsFlood(() => GoAway(int.MaxValue));

    [Fact]
    public Task Informational_responses_without_end() => IsFlood(() => Headers(1).Status(103));

    [Fact]
    public Task CONTINUATION_without_end() => IsFlood(() => Continuation(1, 0), Headers(1).Status(200).Unfinished());

    [Fact]
    public Task Empty_DATA_without_end() => IsFlood(() => Data(1), Headers(1).Status(200));

    [Fact]
    public Task RST_STREAM_of_one_stream_without_end() => IsFlood(() => RstStream(1, ErrorCode.InternalError), keepsItsRequest: false);

    [Fact]
    public Task Frames_on_a_closed_stream_without_end() => IsFlood(() => WindowUpdate(1, 1), keepsItsRequest: false, RstStream(1, ErrorCode.InternalError));

    [Fact]
    public Task Promises_though_there_are_none() => Ends(ClientErrorKind.ProtocolError, ErrorCode.ProtocolError, async server =>
    {
        await server.Send(Headers(1).Get("/pushed").Promise(2));
        await server.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task A_few_octets_that_become_many_fields() => Ends(ClientErrorKind.ProtocolError, ErrorCode.EnhanceYourCalm, async server =>
    {
        byte[] large = [0x88, 0x40, 0x01, (byte)'a', 0x7f, 0xa1, 0x1e, .. Enumerable.Repeat((byte)'~', 4_000)]; // :status 200, then a field of 4,000 octets that the table keeps
        await server.Send(Headers(1).Block([.. large, .. Enumerable.Repeat((byte)0xbe, 16_000)]).EndStream()); // and that field 16,000 times: 64 MB
        await server.ExpectStreamError(1, ErrorCode.EnhanceYourCalm);
    });

    [Fact]
    public Task A_head_without_end() => Ends(ClientErrorKind.ProtocolError, ErrorCode.EnhanceYourCalm, async server =>
    {
        var head = Headers(1).Status(200);
        for (var i = 0; i < 40; i++) head = head.Field($"x-{i}", new string('~', 3_000));
        await server.Send(head.EndStream());
        await server.ExpectGoAwayCode(ErrorCode.EnhanceYourCalm);
    });

    [Theory]
    [InlineData(0, 0, ErrorCode.ProtocolError)]
    [InlineData(0, int.MaxValue, ErrorCode.FlowControlError)]
    [InlineData(1, 0, ErrorCode.ProtocolError)]
    [InlineData(1, int.MaxValue, ErrorCode.FlowControlError)]
    public Task Credit_of_nothing_or_too_much(int stream, int increment, ErrorCode code) => Ends(ClientErrorKind.ProtocolError, code, async server =>
    {
        await server.Send(Raw(FrameType.WindowUpdate, FrameFlags.None, stream, [(byte)(increment >> 24), (byte)(increment >> 16), (byte)(increment >> 8), (byte)increment]));
        await server.ExpectErrorOfEitherKind(1, code);
    });

    [Fact]
    public Task A_window_that_is_none() => Ends(ClientErrorKind.ProtocolError, ErrorCode.FlowControlError, async server =>
    {
        await server.Send(Settings((SettingId.InitialWindowSize, 0x8000_0000)));
        await server.ExpectConnectionError(0, ErrorCode.FlowControlError);
    });

    [Fact]
    public Task More_content_than_the_window_has() => Ends(ClientErrorKind.ProtocolError, ErrorCode.FlowControlError, async server =>
    {
        await server.Send(Headers(1).Status(200));
        await Send(server, 1_000, () => Data(1, new byte[16_384])); // 16 MB, where nobody reads
        await server.ExpectErrorOfEitherKind(1, ErrorCode.FlowControlError);
    }, reads: false);

    [Fact]
    public Task Content_before_its_head() => Ends(ClientErrorKind.MalformedResponse, ErrorCode.ProtocolError, async server =>
    {
        await server.Send(Data(1, "x"));
        await server.ExpectStreamError(1, ErrorCode.ProtocolError);
    });

    [Theory]
    [InlineData("4", ClientErrorKind.BodyTooShort)]
    [InlineData("2", ClientErrorKind.BodyTooLong)]
    public Task A_wrong_length(string length, ClientErrorKind kind) => Ends(kind, ErrorCode.ProtocolError, async server =>
    {
        await server.Send(Headers(1).Status(200).Field("content-length", length), Data(1, "abc").EndStream());
        await server.ExpectStreamError(1, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task A_body_that_is_cut_off() => Ends(ClientErrorKind.ConnectionLost, null, async server =>
    {
        await server.Send(Headers(1).Status(200).Field("content-length", "1000"), Data(1, "abc"));
        await server.ShutdownSend();
        await server.ExpectClosed();
    });

    [Fact]
    public async Task Every_request_refused()
    {
        var response = NewClient().SendAsync(Request.Get("/"));
        var server = await Accept();
        for (var stream = 1; stream <= 11; stream += 2)
        {
            await server.ExpectHeaders(stream);
            await server.Send(RstStream(stream, ErrorCode.RefusedStream));
        }

        Assert.Equal(ClientErrorKind.Refused, (await Fails(response)).Kind);
        await server.ExpectAlive();
    }

    [Fact]
    public async Task Every_connection_ended_before_its_first_response()
    {
        var connections = 0;
        var response = NewClient(settings => settings with { ConnectTimeout = TimeSpan.FromSeconds(3) }).SendAsync(Request.Get("/"));
        using var over = new CancellationTokenSource();
        var serving = Serve();
        var error = await Fails(response);
        await over.CancelAsync();
        await serving;
        Assert.Equal((ClientErrorKind.TimedOut, ClientTimeout.Connect, false), (error.Kind, error.TimedOut, error.MayHaveBeenProcessed));
        Assert.InRange(connections, 2, 10); // with growing pauses in between

        async Task Serve()
        {
            while (!over.IsCancellationRequested)
            {
                if (await AcceptRaw(over.Token) is not { } server) return;
                connections++;
                await Quietly(() => server.Send(Settings(), GoAway(0)));
            }
        }
    }

    private Task IsFlood(Func<FrameScript> frame, params FrameScript[] before) => IsFlood(frame, keepsItsRequest: true, before);

    /// <summary>So many frames end the connection, and with it the request if there still is one.</summary>
    private async Task IsFlood(Func<FrameScript> frame, bool keepsItsRequest, params FrameScript[] before)
    {
        await Ends(ClientErrorKind.ProtocolError, keepsItsRequest ? ErrorCode.EnhanceYourCalm : ErrorCode.InternalError, async server =>
        {
            await server.Send(before);
            await Send(server, Flood, frame);
            await server.Expect<GoAwayFrame>(goAway => goAway.Code == ErrorCode.EnhanceYourCalm);
            await server.ExpectClosed();
        });
    }

    /// <summary>The request of a new client ends in this one error.</summary>
    private async Task Ends(ClientErrorKind kind, ErrorCode? code, Func<TestPeer, Task> attack, bool reads = true)
    {
        var client = NewClient();
        var response = client.SendAsync(Request.Get("/"));
        var server = await Accept();
        server.IsReferee = false;
        await server.ExpectHeaders(1);
        var outcome = reads ? Fails(Read()) : null;
        await attack(server);
        var error = await (outcome ?? Fails(Read()));
        Assert.Equal((kind, code), (error.Kind, error.Code));

        async Task Read() => await (await response).Body.ReadToEndAsync(100_000_000);
    }

    /// <summary>Sends so many frames, or as many as are taken.</summary>
    private static async Task Send(TestPeer server, int count, Func<FrameScript> frame)
    {
        for (var sent = 0; sent < count; sent += 100)
        {
            if (!await Quietly(() => server.Send([.. Enumerable.Range(0, Math.Min(100, count - sent)).Select(_ => frame())])))
                return;
        }
    }

    private static async Task<bool> Quietly(Func<Task> send)
    {
        try
        {
            await send();
            return true;
        }
        catch (IOException)
        {
            return false; // the client has closed
        }
    }

    private sealed class LogListener : ReceiveActor
    {
        public LogListener(ConcurrentQueue<LogEvent> log) => Receive<LogEvent>(log.Enqueue);
    }
}
