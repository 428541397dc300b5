using AkkaH2.Hpack;
using AkkaH2.Protocol.Priorities;
using AkkaH2.TestKit;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "5.2")]
public sealed class SendSchedulerTests
{
    private const int Plenty = 1 << 20;
    private static readonly HeaderField[] Head = [new(":status", "200")];

    private readonly StreamLedger _ledger = new(Role.Server, remembered: 10);
    private readonly SendScheduler _scheduler;

    public SendSchedulerTests() => _scheduler = new SendScheduler((stream, signal) => _ledger.Signal(stream, signal), new UrgencyOrder());

    [Fact]
    public void Control_frames_go_before_everything_else()
    {
        var stream = Request(1);
        Respond(stream, "hello");
        _scheduler.Control(SettingsFrame.Acknowledgement);

        Assert.Equal([FrameType.Settings, FrameType.Headers, FrameType.Data], Fill().Select(f => f.Type));
    }

    [Fact]
    public void A_whole_response_leaves_in_one_batch_and_closes_its_stream()
    {
        Respond(Request(1), "hello");
        var frames = Fill();

        Assert.False(Assert.IsType<FieldSection>(frames[0]).EndStream);
        Assert.True(Assert.IsType<DataFrame>(frames[1]).EndStream);
        Assert.Equal(0, _ledger.Count);
        Assert.False(_scheduler.HasWork);
    }

    [Fact]
    public void A_response_without_a_body_ends_with_its_head()
    {
        Respond(Request(1), "");
        Assert.True(Assert.IsType<FieldSection>(Assert.Single(Fill())).EndStream);
    }

    [Fact]
    [Trait("RFC 9113", "5.1.2")]
    public void A_promise_without_a_place_stays_where_it_is_until_it_has_one()
    {
        var stream = new Http2Stream(new StreamId(2), Window.Initial, new ReceiveWindow(100));
        _ledger.Use(stream.Id);
        _ledger.Add(stream);
        _ledger.Signal(stream, StreamSignal.SendPromise);
        Respond(stream, "pushed");
        stream.Held = true;
        Assert.Empty(Fill());

        stream.Held = false;
        _scheduler.Offer(stream);
        Assert.Equal([FrameType.Headers, FrameType.Data], Fill().Select(f => f.Type));
    }

    [Fact]
    public void Trailers_end_the_stream_after_the_last_data()
    {
        var stream = Request(1);
        stream.Outbox.Add(Head, end: false);
        stream.Outbox.Add(new byte[3], end: false);
        stream.Outbox.End([new("x-count", "3")]);
        _scheduler.Offer(stream);

        var frames = Fill();
        Assert.Equal([false, false, true], frames.Select(EndsStream));
        Assert.Equal("x-count", Assert.IsType<FieldSection>(frames[2]).Fields[0].Name);
    }

    [Fact]
    public void No_frame_is_larger_than_the_peer_allows()
    {
        Respond(Request(1), new string('x', 40_000));
        Assert.Equal([16_384, 16_384, 7_232], Data(Fill()));
    }

    [Fact]
    [Trait("RFC 9113", "4.2")]
    public void No_frame_is_larger_than_a_batch_whatever_the_peer_allows()
    {
        _scheduler.MaxFrameSize = (1 << 24) - 1;
        Assert.True(_scheduler.TryGrow(Plenty));
        Respond(Request(1, window: Plenty), new string('x', 500_000));
        Assert.InRange(Assert.Single(Data(Fill(octets: 100_000))), 16_384, 100_000);
        Assert.InRange(Assert.Single(Data(Fill(octets: 1_000))), 1_000, 16_384);
        Assert.Single(Data(Fill()));
    }

    [Fact]
    [Trait("RFC 9113", "6.9.1")]
    public void A_stream_sends_no_more_than_its_window_and_goes_on_when_it_grows()
    {
        var stream = Request(1, window: 5);
        Respond(stream, "hello, world");
        Assert.Equal([5], Data(Fill()));
        Assert.False(_scheduler.HasWork);

        stream.SendWindow = stream.SendWindow.Grow(100)!.Value;
        _scheduler.Offer(stream);
        Assert.Equal([7], Data(Fill()));
    }

    [Fact]
    [Trait("RFC 9113", "6.9.1")]
    public void All_streams_together_send_no_more_than_the_connections_window()
    {
        Respond(Request(1, window: Plenty), new string('a', 60_000));
        Respond(Request(3, window: Plenty), new string('b', 60_000));
        Assert.Equal(65_535, Data(Fill()).Sum());
        Assert.Equal(0, _scheduler.Window.Available);

        Assert.True(_scheduler.TryGrow(Plenty));
        Assert.Equal(120_000 - 65_535, Data(Fill()).Sum());
        Assert.Equal(0, _ledger.Count);
    }

    [Fact]
    [Trait("RFC 9113", "6.9.1")]
    public void The_end_of_a_stream_needs_no_window()
    {
        var stream = Request(1, window: 3);
        stream.Outbox.Add(Head, end: false);
        stream.Outbox.Add(new byte[3], end: false);
        _scheduler.Offer(stream);
        Fill();
        stream.Outbox.Add(ReadOnlyMemory<byte>.Empty, end: true);
        _scheduler.Offer(stream);

        var end = Assert.IsType<DataFrame>(Assert.Single(Fill()));
        Assert.Equal((0, true), (end.Data.Length, end.EndStream));
    }

    [Fact]
    public void Streams_take_turns_frame_by_frame()
    {
        Respond(Request(1), new string('a', 20_000));
        Respond(Request(3), new string('b', 20_000));
        Assert.Equal([1, 3, 1, 3], Fill().OfType<DataFrame>().Select(f => f.Stream.Value));
    }

    [Fact]
    public void What_needs_no_window_goes_before_all_DATA()
    {
        var trailers = Request(5);
        trailers.Outbox.Add(Head, end: false);
        trailers.Outbox.End([new("x-count", "3")]);
        Respond(Request(1), new string('a', 20_000));
        Respond(Request(3), new string('b', 20_000));
        _scheduler.Offer(trailers);

        Assert.Equal(
            [(1, FrameType.Headers), (3, FrameType.Headers), (5, FrameType.Headers), (5, FrameType.Headers)],
            Fill().TakeWhile(f => f is not DataFrame).Select(f => (f.Stream.Value, f.Type)));
    }

    [Fact]
    public void A_small_body_leaves_with_its_head_and_a_larger_one_waits_for_its_turn()
    {
        Respond(Request(1), new string('a', 1025));
        Respond(Request(3), new string('b', 1024));
        Assert.Equal([(1, 0), (3, 0), (3, 1024), (1, 1025)], Fill().Select(f => (f.Stream.Value, f is DataFrame data ? data.Data.Length : 0)));
    }

    [Fact]
    public void A_small_piece_behind_a_head_that_is_gone_waits_for_its_turn()
    {
        var stream = Request(3);
        stream.Outbox.Add(Head, end: false);
        _scheduler.Offer(stream);
        Fill();
        Respond(Request(1), new string('a', 20_000));
        Fill(octets: 1); // the head alone
        stream.Outbox.Add(new byte[10], end: true);
        _scheduler.Offer(stream);
        Assert.Equal([1, 3, 1], Fill().OfType<DataFrame>().Select(f => f.Stream.Value));
    }

    [Fact]
    [Trait("RFC 9113", "6.9.1")]
    public void A_small_body_that_its_window_does_not_let_go_whole_waits_for_its_turn()
    {
        Respond(Request(1, window: 4), "hello");
        Respond(Request(3), "hello");
        Assert.Equal([(1, 0), (3, 0), (3, 5), (1, 4)], Fill().Select(f => (f.Stream.Value, f is DataFrame data ? data.Data.Length : 0)));
    }

    [Fact]
    [Trait("RFC 9218", "8")]
    public void What_a_response_says_of_its_priority_goes_before_what_was_asked()
    {
        Respond(Request(1), new string('a', 20_000));
        Respond(Request(3), new string('b', 20_000), new HeaderField("priority", "u=1"));
        Assert.Equal([3, 3, 1, 1], Fill().OfType<DataFrame>().Select(f => f.Stream.Value));
    }

    [Fact]
    [Trait("RFC 9218", "7")]
    public void Another_priority_counts_for_what_is_left()
    {
        Assert.True(_scheduler.TryGrow(Plenty));
        var (first, second) = (Request(1), Request(3));
        Respond(first, new string('a', 40_000));
        Respond(second, new string('b', 40_000), new HeaderField("priority", "i=?0"));
        Assert.Equal([1, 3], Fill(octets: 20_000).OfType<DataFrame>().Select(f => f.Stream.Value));

        _scheduler.Prioritize(second, new ResponsePriority(0, Incremental: true));
        Assert.Equal(new ResponsePriority(0, Incremental: false), second.Priority);
        Assert.Equal([3, 3, 1, 1], Fill().OfType<DataFrame>().Select(f => f.Stream.Value));
    }

    [Fact]
    [Trait("RFC 9113", "6.9.2")]
    public void A_stream_whose_window_was_taken_back_while_it_waited_sends_nothing()
    {
        var stream = Request(1);
        Respond(stream, new string('a', 20_000));
        Fill(octets: 1);
        _ledger.TryShiftSendWindows(-100_000);
        Assert.Empty(Fill());

        _ledger.TryShiftSendWindows(100_000);
        _scheduler.Offer(stream);
        Assert.Equal([16_384, 3_616], Data(Fill()));
    }

    [Fact]
    public void A_batch_ends_near_its_bound_and_the_rest_waits()
    {
        Respond(Request(1), new string('a', 60_000));
        Assert.InRange(Data(Fill(octets: 20_000)).Sum(), 20_000, 20_000 + 16_384);
        Assert.True(_scheduler.HasWork);
    }

    [Fact]
    public void A_stream_that_was_reset_sends_nothing_more()
    {
        var stream = Request(1);
        Respond(stream, "hello");
        _ledger.Signal(stream, StreamSignal.RecvReset);
        _scheduler.Forget(stream);
        Assert.False(_scheduler.HasWork);
        Assert.Empty(Fill());
    }

    [Fact]
    public void The_connections_window_does_not_overflow() => Assert.False(_scheduler.TryGrow(int.MaxValue));

    private Http2Stream Request(int id, int window = 65_535)
    {
        var stream = new Http2Stream(new StreamId(id), new Window(window), new ReceiveWindow(0));
        _ledger.Use(stream.Id);
        _ledger.Add(stream);
        _ledger.Signal(stream, StreamSignal.RecvHeaders);
        _ledger.Signal(stream, StreamSignal.RecvEndStream);
        return stream;
    }

    private void Respond(Http2Stream stream, string body, params HeaderField[] fields)
    {
        stream.Outbox.Add([.. Head, .. fields], end: body.Length == 0);
        stream.Outbox.Add(System.Text.Encoding.ASCII.GetBytes(body), end: true);
        _scheduler.Offer(stream);
    }

    private List<Frame> Fill(int octets = Plenty)
    {
        var (batch, sent) = (new List<OutboundFrame>(), new List<SentData>());
        _scheduler.Fill(batch, sent, octets);
        var frames = batch.ToFrames();
        Assert.Equal(Data(frames).Sum(), sent.Sum(s => s.Octets));
        return frames;
    }

    private static IEnumerable<int> Data(List<Frame> frames) => frames.OfType<DataFrame>().Select(f => f.Data.Length);

    private static bool EndsStream(Frame frame) => frame switch
    {
        FieldSection section => section.EndStream,
        DataFrame data => data.EndStream,
        _ => false,
    };
}
