namespace AkkaH2.Rfc9113.Tests.Clients;

/// <summary>RFC 9113 §5.1, figure 2, as a server meets it: every state of a stream that the client began, with every frame.</summary>
[Trait("RFC 9113", "5.1")]
public sealed class Section_5_1_StreamsOfAClient(TestServer server) : ClientSectionTests(server)
{
    private const int First = 1;
    private const int NotBegun = 101;

    private static readonly FrameType Unknown = (FrameType)0xfe;

    /// <summary>The states of a client's stream; "closed" by what closed it.</summary>
    public enum State
    {
        Idle,
        OpenBeforeHead,
        Open,
        HalfClosedLocalBeforeHead,
        HalfClosedLocal,
        ClosedByEndStream,
        ClosedByTheServersReset,
        ClosedByTheClientsReset,
    }

    /// <summary>In every state: CONTINUATION behind END_HEADERS (§6.10) and a promise that was ruled out (§6.6) are connection errors, PRIORITY (§6.3) and unknown frames (§4.1) are nothing.</summary>
    public static IEnumerable<object[]> InEveryState
    {
        get
        {
            var rows = new TheoryData<State, FrameType, Then>();
            foreach (var state in Enum.GetValues<State>())
            {
                rows.Add(state, FrameType.PushPromise, Then.ConnectionError);
                rows.Add(state, FrameType.Continuation, Then.ConnectionError);
                rows.Add(state, FrameType.Priority, Then.Nothing);
                rows.Add(state, Unknown, Then.Nothing);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(InEveryState))]
    [InlineData(State.Idle, FrameType.Data, Then.ConnectionError)]
    [InlineData(State.Idle, FrameType.Headers, Then.ConnectionError)]
    [InlineData(State.Idle, FrameType.RstStream, Then.ConnectionError)]
    [InlineData(State.Idle, FrameType.WindowUpdate, Then.ConnectionError)]
    [InlineData(State.OpenBeforeHead, FrameType.Data, Then.Malformed)]
    [InlineData(State.OpenBeforeHead, FrameType.Headers, Then.Nothing)]
    [InlineData(State.OpenBeforeHead, FrameType.RstStream, Then.Nothing)]
    [InlineData(State.OpenBeforeHead, FrameType.WindowUpdate, Then.Nothing)]
    [InlineData(State.Open, FrameType.Data, Then.Nothing)]
    [InlineData(State.Open, FrameType.Headers, Then.Malformed)] // a second response on the stream is no trailers
    [InlineData(State.Open, FrameType.RstStream, Then.Nothing)]
    [InlineData(State.Open, FrameType.WindowUpdate, Then.Nothing)]
    [InlineData(State.HalfClosedLocalBeforeHead, FrameType.Data, Then.Malformed)]
    [InlineData(State.HalfClosedLocalBeforeHead, FrameType.Headers, Then.Nothing)]
    [InlineData(State.HalfClosedLocalBeforeHead, FrameType.RstStream, Then.Nothing)]
    [InlineData(State.HalfClosedLocalBeforeHead, FrameType.WindowUpdate, Then.Nothing)]
    [InlineData(State.HalfClosedLocal, FrameType.Data, Then.Nothing)]
    [InlineData(State.HalfClosedLocal, FrameType.Headers, Then.Malformed)]
    [InlineData(State.HalfClosedLocal, FrameType.RstStream, Then.Nothing)]
    [InlineData(State.HalfClosedLocal, FrameType.WindowUpdate, Then.Nothing)]
    [InlineData(State.ClosedByEndStream, FrameType.Data, Then.StreamOrConnectionClosed)]
    [InlineData(State.ClosedByEndStream, FrameType.Headers, Then.StreamOrConnectionClosed)]
    [InlineData(State.ClosedByEndStream, FrameType.RstStream, Then.Nothing)]
    [InlineData(State.ClosedByEndStream, FrameType.WindowUpdate, Then.Nothing)]
    [InlineData(State.ClosedByTheServersReset, FrameType.Data, Then.StreamClosed)]
    [InlineData(State.ClosedByTheServersReset, FrameType.Headers, Then.StreamClosed)]
    [InlineData(State.ClosedByTheServersReset, FrameType.RstStream, Then.Nothing)]
    [InlineData(State.ClosedByTheServersReset, FrameType.WindowUpdate, Then.Nothing)]
    [InlineData(State.ClosedByTheClientsReset, FrameType.Data, Then.Nothing)]
    [InlineData(State.ClosedByTheClientsReset, FrameType.Headers, Then.Nothing)]
    [InlineData(State.ClosedByTheClientsReset, FrameType.RstStream, Then.Nothing)]
    [InlineData(State.ClosedByTheClientsReset, FrameType.WindowUpdate, Then.Nothing)]
    internal Task A_frame_does_what_the_state_of_its_stream_allows(State state, FrameType type, Then then) => WithClient(async client =>
    {
        var (peer, held) = await Bring(client, state);
        var stream = state == State.Idle ? NotBegun : First;
        var resets = Resets(peer);
        await peer.Send(type switch
        {
            FrameType.Headers => Headers(stream).Status(200),
            FrameType.PushPromise => Headers(stream).Get("/pushed").Promise(2),
            _ => Some.Frame(type, stream),
        });
        await Expect(client, peer, stream, then);
        if (then == Then.Nothing) Assert.Equal(resets, Resets(peer));
        GC.KeepAlive(held);
    });

    [Fact, Trait("RFC 9113", "5.1.1")]
    public Task Streams_of_a_client_are_odd_and_each_is_above_the_last() => WithClient(async client =>
    {
        var responses = Enumerable.Range(0, 5).ToDictionary(i => $"/{i}", i => client.Send(Request.Get($"/{i}")));
        var peer = await client.Accept();
        var paths = new List<string?>();
        for (var i = 0; i < 5; i++) paths.Add((await peer.ExpectHeaders(1 + (2 * i)))[":path"]);
        for (var i = 4; i >= 0; i--) await ExpectAnswered(peer, 1 + (2 * i), responses[paths[i]!]);
        Assert.Equal([1, 3, 5, 7, 9], peer.Received.OfType<HeadersFrame>().Select(frame => frame.Stream.Value));
    });

    [Theory, Trait("RFC 9113", "5.1.1")]
    [InlineData(2)]
    [InlineData(3)]
    public Task A_server_begins_no_stream_by_HEADERS(int stream) => OnRequest(async (peer, response) =>
    {
        await peer.Send(Headers(stream).Status(200).EndStream());
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
        Assert.Equal(ErrorCode.ProtocolError, (await Fails(response)).Code);
    });

    [Theory]
    [InlineData(FrameType.Data)]
    [InlineData(FrameType.RstStream)]
    [InlineData(FrameType.WindowUpdate)]
    internal Task Idle_streams_of_the_server_are_idle_too(FrameType type) => OnRequest(async (peer, _) =>
    {
        await peer.Send(Some.Frame(type, 2));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    private static async Task<(TestPeer Peer, Response? Held)> Bring(ClientOnWire client, State state)
    {
        var isOpen = state is State.OpenBeforeHead or State.Open or State.ClosedByTheServersReset or State.ClosedByTheClientsReset;
        var answer = client.Send(isOpen ? Request.Of("POST", "/").WithBody((_, cancellation) => Task.Delay(Timeout.Infinite, cancellation)) : Request.Get("/"));
        var peer = await client.Accept();
        await peer.ExpectHeaders(First);
        switch (state)
        {
            case State.Open or State.HalfClosedLocal:
                await peer.Send(Headers(First).Status(200));
                return (peer, await answer);
            case State.ClosedByEndStream:
                await peer.Send(Headers(First).Status(200).EndStream());
                return (peer, await answer);
            case State.ClosedByTheServersReset:
                await peer.Send(RstStream(First));
                break;
            case State.ClosedByTheClientsReset:
                await peer.Send(WindowUpdate(First, int.MaxValue));
                await peer.ExpectRstStream(First, ErrorCode.FlowControlError);
                break;
        }

        return (peer, null);
    }

    private static async Task Expect(ClientOnWire client, TestPeer peer, int stream, Then then)
    {
        switch (then)
        {
            case Then.Nothing:
                var response = client.Send(Request.Get("/"));
                await peer.ExpectHeaders(3);
                await ExpectAnswered(peer, 3, response);
                break;
            case Then.StreamClosed: await peer.ExpectStreamError(stream, ErrorCode.StreamClosed); break;
            case Then.StreamOrConnectionClosed: await peer.ExpectErrorOfEitherKind(stream, ErrorCode.StreamClosed); break;
            case Then.Malformed: await peer.ExpectStreamError(stream, ErrorCode.ProtocolError); break;
            case Then.ConnectionError: await peer.ExpectConnectionError(0, ErrorCode.ProtocolError); break;
        }
    }

    private static int Resets(TestPeer peer) => peer.Received.OfType<RstStreamFrame>().Count();
}
