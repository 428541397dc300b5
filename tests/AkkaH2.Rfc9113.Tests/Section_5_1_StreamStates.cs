namespace AkkaH2.Rfc9113.Tests;

/// <summary>RFC 9113 §5.1, figure 2, as a client meets it: every state with every frame.</summary>
[Trait("RFC 9113", "5.1")]
public sealed class Section_5_1_StreamStates(TestServer server) : SectionTests(server)
{
    private static readonly FrameType Unknown = (FrameType)0xfe;

    /// <summary>In every state: PUSH_PROMISE from a client (§6.6) and CONTINUATION behind END_HEADERS (§6.10) are connection errors, PRIORITY (§6.3) and unknown frames (§4.1) are nothing.</summary>
    public static IEnumerable<object[]> InEveryState
    {
        get
        {
            var rows = new TheoryData<StreamIs, FrameType, Then>();
            foreach (var state in Enum.GetValues<StreamIs>())
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
    [InlineData(StreamIs.Idle, FrameType.Data, Then.ConnectionError)]
    [InlineData(StreamIs.Idle, FrameType.Headers, Then.Nothing)]
    [InlineData(StreamIs.Idle, FrameType.RstStream, Then.ConnectionError)]
    [InlineData(StreamIs.Idle, FrameType.WindowUpdate, Then.ConnectionError)]
    [InlineData(StreamIs.Open, FrameType.Data, Then.Nothing)]
    [InlineData(StreamIs.Open, FrameType.Headers, Then.Malformed)] // a second request on the stream is no trailers
    [InlineData(StreamIs.Open, FrameType.RstStream, Then.Nothing)]
    [InlineData(StreamIs.Open, FrameType.WindowUpdate, Then.Nothing)]
    [InlineData(StreamIs.HalfClosedLocal, FrameType.Data, Then.Nothing)]
    [InlineData(StreamIs.HalfClosedLocal, FrameType.Headers, Then.Malformed)]
    [InlineData(StreamIs.HalfClosedLocal, FrameType.RstStream, Then.Nothing)]
    [InlineData(StreamIs.HalfClosedLocal, FrameType.WindowUpdate, Then.Nothing)]
    [InlineData(StreamIs.HalfClosedRemote, FrameType.Data, Then.StreamClosed)]
    [InlineData(StreamIs.HalfClosedRemote, FrameType.Headers, Then.StreamClosed)]
    [InlineData(StreamIs.HalfClosedRemote, FrameType.RstStream, Then.Nothing)]
    [InlineData(StreamIs.HalfClosedRemote, FrameType.WindowUpdate, Then.Nothing)]
    [InlineData(StreamIs.ClosedByEndStream, FrameType.Data, Then.StreamOrConnectionClosed)]
    [InlineData(StreamIs.ClosedByEndStream, FrameType.Headers, Then.StreamOrConnectionClosed)]
    [InlineData(StreamIs.ClosedByEndStream, FrameType.RstStream, Then.Nothing)]
    [InlineData(StreamIs.ClosedByEndStream, FrameType.WindowUpdate, Then.Nothing)]
    [InlineData(StreamIs.ClosedByTheClientsReset, FrameType.Data, Then.StreamClosed)]
    [InlineData(StreamIs.ClosedByTheClientsReset, FrameType.Headers, Then.StreamClosed)]
    [InlineData(StreamIs.ClosedByTheClientsReset, FrameType.RstStream, Then.Nothing)]
    [InlineData(StreamIs.ClosedByTheClientsReset, FrameType.WindowUpdate, Then.Nothing)]
    [InlineData(StreamIs.ClosedByTheServersReset, FrameType.Data, Then.Nothing)]
    [InlineData(StreamIs.ClosedByTheServersReset, FrameType.Headers, Then.Nothing)]
    [InlineData(StreamIs.ClosedByTheServersReset, FrameType.RstStream, Then.Nothing)]
    [InlineData(StreamIs.ClosedByTheServersReset, FrameType.WindowUpdate, Then.Nothing)]
    internal Task A_frame_does_what_the_state_of_its_stream_allows(StreamIs state, FrameType type, Then then) => WithConnection(async peer =>
    {
        var stream = await Bring(peer, state);
        var resets = Resets(peer);
        await peer.Send(Some.Frame(type, stream));
        await Expect(peer, stream, then);
        if (then == Then.Nothing) Assert.Equal(resets, Resets(peer));
    });

    [Theory]
    [InlineData(FrameType.Data)]
    [InlineData(FrameType.RstStream)]
    [InlineData(FrameType.WindowUpdate)]
    internal Task Idle_streams_of_the_server_are_idle_too(FrameType type) => WithConnection(async peer =>
    {
        await peer.Send(Some.Frame(type, 2));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact, Trait("RFC 9113", "6.4")]
    public Task RST_STREAM_closes_the_stream_and_nothing_else() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), RstStream(1));
        await ExpectServed(peer, 3);
    });

    [Theory]
    [MemberData(nameof(Ways))]
    public Task After_its_answer_a_stream_is_closed(string way) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get(way).EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(1)).Text);
        await peer.Send(Priority(1, 3), WindowUpdate(1, 10), RstStream(1));
        await ExpectServed(peer, 3);
        await peer.Send(Data(1, "x"));
        await peer.ExpectErrorOfEitherKind(1, ErrorCode.StreamClosed);
    });

    [Theory, Trait("RFC 9113", "5.1.1")]
    [MemberData(nameof(Ways))]
    public Task While_its_answer_waits_for_the_window_a_stream_is_half_closed_remote(string way) => WithServer(async peer =>
    {
        await peer.Handshake((SettingId.InitialWindowSize, 0));
        await peer.Send(Headers(1).Get(way).EndStream());
        await peer.ExpectHeaders(1);
        await peer.Send(Priority(1, 3), Data(1, "x"));
        await peer.ExpectStreamError(1, ErrorCode.StreamClosed);
    });

    private static async Task<int> Bring(TestPeer peer, StreamIs state)
    {
        var stream = peer.NewStream();
        switch (state)
        {
            case StreamIs.Idle:
                break;
            case StreamIs.Open:
                await peer.Send(Headers(stream).Post("/slow"));
                break;
            case StreamIs.HalfClosedLocal:
                await peer.Send(Headers(stream).Post("/early/read"));
                await peer.ExpectResponse(stream);
                break;
            case StreamIs.HalfClosedRemote:
                await peer.Send(Headers(stream).Get("/slow").EndStream());
                break;
            case StreamIs.ClosedByEndStream:
                await ExpectServed(peer, stream);
                break;
            case StreamIs.ClosedByTheClientsReset:
                await peer.Send(Headers(stream).Post("/slow"), RstStream(stream));
                break;
            case StreamIs.ClosedByTheServersReset:
                await peer.Send(Headers(stream).Post("/slow"), WindowUpdate(stream, int.MaxValue));
                await peer.ExpectRstStream(stream, ErrorCode.FlowControlError);
                break;
        }

        return stream;
    }

    private static async Task Expect(TestPeer peer, int stream, Then then)
    {
        switch (then)
        {
            case Then.Nothing: await ExpectServed(peer, peer.NewStream()); break;
            case Then.StreamClosed: await peer.ExpectStreamError(stream, ErrorCode.StreamClosed); break;
            case Then.StreamOrConnectionClosed: await peer.ExpectErrorOfEitherKind(stream, ErrorCode.StreamClosed); break;
            case Then.Malformed: await peer.ExpectStreamError(stream, ErrorCode.ProtocolError); break;
            case Then.ConnectionError:
                await peer.ExpectGoAwayCode(ErrorCode.ProtocolError);
                await peer.ExpectClosed();
                break;
        }
    }

    private static int Resets(TestPeer peer) => peer.Received.OfType<RstStreamFrame>().Count();
}
