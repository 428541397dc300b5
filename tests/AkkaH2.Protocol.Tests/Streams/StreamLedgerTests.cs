using System.Reflection;
using AkkaH2.Protocol.Priorities;
using AkkaH2.Wire;
using static AkkaH2.Protocol.StreamSignal;

namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "5.1.1")]
public sealed class StreamLedgerTests
{
    private readonly StreamLedger _ledger = new(Role.Server, remembered: 2);

    [Fact]
    public void A_client_begins_odd_streams_only() =>
        Assert.IsType<Http2Error.OnConnection>(_ledger.CheckNew(new StreamId(2)));

    [Fact]
    public void A_stream_that_was_passed_over_cannot_be_used()
    {
        Open(7);
        var error = _ledger.AfterClose(new StreamId(5), RecvHeaders);
        Assert.Equal(ErrorCode.ProtocolError, Assert.IsType<Http2Error.OnConnection>(error).Code);
    }

    [Fact]
    public void Ids_above_the_highest_are_idle_and_others_are_not()
    {
        Open(7);
        Assert.True(_ledger.IsIdle(new StreamId(9)));
        Assert.True(_ledger.IsIdle(new StreamId(2)));
        Assert.False(_ledger.IsIdle(new StreamId(5)));
    }

    [Fact]
    public void A_stream_that_both_sides_ended_is_forgotten()
    {
        var stream = Open(1);
        _ledger.Signal(stream, RecvEndStream);
        Assert.Same(stream, _ledger.Find(stream.Id));
        _ledger.Signal(stream, SendHeaders);
        _ledger.Signal(stream, SendEndStream);
        Assert.Null(_ledger.Find(stream.Id));
        Assert.Equal(0, _ledger.Count);
    }

    [Fact]
    public void Late_frames_are_ignored_after_our_reset_and_an_error_after_the_peers()
    {
        _ledger.Signal(Open(1), SendReset);
        _ledger.Signal(Open(3), RecvReset);
        Assert.Null(_ledger.AfterClose(new StreamId(1), RecvData));
        Assert.IsType<Http2Error.OnStream>(_ledger.AfterClose(new StreamId(3), RecvData));
    }

    [Fact]
    public void A_stream_that_is_forgotten_may_have_been_reset_by_us()
    {
        foreach (var id in (int[])[1, 3, 5])
            _ledger.Signal(Open(id), RecvReset);

        Assert.Null(_ledger.AfterClose(new StreamId(1), RecvData));
        Assert.IsType<Http2Error.OnStream>(_ledger.AfterClose(new StreamId(3), RecvData));
        Assert.IsType<Http2Error.OnStream>(_ledger.AfterClose(new StreamId(5), RecvData));
    }

    [Fact]
    public void Streams_that_we_reset_take_no_memory_of_others()
    {
        _ledger.Signal(Open(1), RecvReset);
        foreach (var id in (int[])[3, 5, 7])
            _ledger.Signal(Open(id), SendReset);
        Assert.IsType<Http2Error.OnStream>(_ledger.AfterClose(new StreamId(1), RecvData));
    }

    [Fact]
    public void Late_frames_on_a_stream_that_both_sides_ended_are_a_connection_error()
    {
        Finish(Open(1));
        Assert.Equal(ErrorCode.StreamClosed, Assert.IsType<Http2Error.OnConnection>(_ledger.AfterClose(new StreamId(1), RecvData)).Code);
    }

    [Fact]
    public void Work_keeps_its_stream_until_it_ends()
    {
        var stream = Open(1);
        _ledger.BeginWork(stream);
        Finish(stream);
        Assert.Equal((0, 1, 0), (_ledger.Peers, _ledger.AtWork, _ledger.Abandoned));
        Assert.Null(_ledger.Find(stream.Id));
        Assert.Same(stream, _ledger.FindAny(stream.Id));

        _ledger.EndWork(stream);
        Assert.Equal(0, _ledger.AtWork);
        Assert.Null(_ledger.FindAny(stream.Id));
    }

    [Fact]
    public void Abandoned_work_counts_once_its_stream_is_closed()
    {
        var stream = Open(1);
        _ledger.BeginWork(stream);
        _ledger.AbandonWork(stream);
        Assert.Equal((1, 0), (_ledger.Peers, _ledger.Abandoned));

        _ledger.Signal(stream, SendReset);
        Assert.Equal((0, 1), (_ledger.Peers, _ledger.Abandoned));
        _ledger.EndWork(stream);
        Assert.Equal((0, 0), (_ledger.AtWork, _ledger.Abandoned));
    }

    [Theory]
    [InlineData(Role.Server, 2, 4)]
    [InlineData(Role.Client, 1, 3)]
    public void Our_own_ids_are_of_our_side_and_grow(Role role, int first, int second)
    {
        var ledger = new StreamLedger(role, remembered: 2);
        Assert.Equal(first, ledger.NextOwn!.Value.Value);
        Assert.True(ledger.IsIdle(new StreamId(first)));

        ledger.Use(new StreamId(first));
        Assert.False(ledger.IsIdle(new StreamId(first)));
        Assert.Equal(second, ledger.NextOwn!.Value.Value);
        Assert.True(ledger.IsIdle(new StreamId(second)));
    }

    [Theory]
    [InlineData(Role.Server, int.MaxValue - 3, int.MaxValue - 1)]
    [InlineData(Role.Client, int.MaxValue - 2, int.MaxValue)]
    public void Our_own_ids_can_be_used_up(Role role, int last, int exhausted)
    {
        var ledger = new StreamLedger(role, remembered: 2);
        ledger.Use(new StreamId(last));
        Assert.Equal(exhausted, ledger.NextOwn!.Value.Value);
        ledger.Use(new StreamId(exhausted));
        Assert.Null(ledger.NextOwn);
    }

    [Fact]
    [Trait("RFC 9113", "5.1.2")]
    public void The_streams_of_each_side_are_counted_by_themselves()
    {
        Open(1);
        var pushed = Promise(2);
        Assert.Equal((1, 1, 2), (_ledger.Peers, _ledger.Own, _ledger.Count));

        _ledger.Signal(pushed, SendHeaders);
        _ledger.Signal(pushed, SendEndStream);
        Assert.Equal((1, 0, 1), (_ledger.Peers, _ledger.Own, _ledger.Count));
    }

    [Fact]
    public void Late_frames_on_our_own_streams_mean_what_closed_them_too()
    {
        _ledger.Signal(Promise(2), RecvReset);
        Assert.Null(_ledger.Find(new StreamId(2)));
        Assert.IsType<Http2Error.OnStream>(_ledger.AfterClose(new StreamId(2), RecvData));
    }

    [Fact]
    public void The_object_of_a_stream_that_is_over_becomes_another_one_once_nobody_deals_with_it()
    {
        var ledger = new StreamLedger(Role.Server, remembered: 2, reuse: true);
        var first = Begin(ledger, 1);
        first.UserState = this;
        ledger.Signal(first, RecvReset);
        Assert.NotSame(first, Begin(ledger, 3));
        Assert.Same(this, first.UserState);

        ledger.Recycle();
        Assert.Null(first.UserState);
        Assert.Same(first, Begin(ledger, 5));
        Assert.Equal(5, first.Id.Value);
        Assert.Same(first, ledger.Find(new StreamId(5)));
        Assert.Null(ledger.Find(new StreamId(1)));
    }

    [Fact]
    public void One_that_is_worked_on_or_waits_for_room_does_not()
    {
        var ledger = new StreamLedger(Role.Server, remembered: 2, reuse: true);
        var (worked, waiting) = (Begin(ledger, 1), Begin(ledger, 3));
        ledger.BeginWork(worked);
        waiting.IsKept = true;
        ledger.Signal(worked, RecvReset);
        ledger.Signal(waiting, RecvReset);
        ledger.Recycle();
        var other = Begin(ledger, 5);
        Assert.NotSame(worked, other);
        Assert.NotSame(waiting, other);

        ledger.EndWork(worked);
        ledger.Recycle();
        Assert.Same(worked, Begin(ledger, 7));
    }

    [Fact]
    public void Nothing_of_the_old_stream_is_left_in_the_new_one()
    {
        var stream = new Http2Stream(new StreamId(1), Window.Initial, new ReceiveWindow(100));
        foreach (var field in Fields.Where(field => field.FieldType == typeof(bool)))
            field.SetValue(stream, true);
        (stream.State, stream.Work, stream.Awaits, stream.Deadline) = (StreamState.Closed, WorkState.Ended, Waiting.Data, TimeSpan.Zero);
        (stream.Unreceived, stream.RefusesRest, stream.BodyRate, stream.ResponseRate, stream.UserState) = (7, ErrorCode.Cancel, new RateMeter(), new RateMeter(), this);
        stream.Answer(new PriorityParameters(1, false));
        stream.Accept(new DataFrame(stream.Id, new byte[7], EndStream: false));
        stream.Outbox.Add(new byte[3], end: true);
        stream.OctetsSent = 8;
        stream.IsKept = false; // a stream that is kept is not used again

        stream.Renew(new StreamId(3), new Window(5), new ReceiveWindow(6), TimeSpan.FromSeconds(9));

        var made = new Http2Stream(new StreamId(3), new Window(5), new ReceiveWindow(6), TimeSpan.FromSeconds(9));
        Assert.All(Fields, field => Assert.Equal(field.GetValue(made), field.GetValue(stream)));
    }

    private static FieldInfo[] Fields => typeof(Http2Stream).GetFields(BindingFlags.Instance | BindingFlags.NonPublic);

    private static Http2Stream Begin(StreamLedger ledger, int id)
    {
        ledger.Use(new StreamId(id));
        var stream = ledger.Begin(new StreamId(id), Window.Initial, new ReceiveWindow(100));
        ledger.Signal(stream, RecvHeaders);
        return stream;
    }

    private void Finish(Http2Stream stream)
    {
        _ledger.Signal(stream, RecvEndStream);
        _ledger.Signal(stream, SendHeaders);
        _ledger.Signal(stream, SendEndStream);
    }

    private Http2Stream Promise(int id)
    {
        var stream = new Http2Stream(new StreamId(id), Window.Initial, new ReceiveWindow(100));
        _ledger.Use(stream.Id);
        _ledger.Add(stream);
        _ledger.Signal(stream, SendPromise);
        return stream;
    }

    private Http2Stream Open(int id)
    {
        var stream = new Http2Stream(new StreamId(id), Window.Initial, new ReceiveWindow(100));
        Assert.Null(_ledger.CheckNew(stream.Id));
        _ledger.Use(stream.Id);
        _ledger.Add(stream);
        _ledger.Signal(stream, RecvHeaders);
        return stream;
    }
}
