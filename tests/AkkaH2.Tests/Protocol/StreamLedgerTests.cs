using AkkaH2.Protocol;
using AkkaH2.Wire;
using static AkkaH2.Protocol.StreamSignal;

namespace AkkaH2.Tests.Protocol;

[Trait("RFC 9113", "5.1.1")]
public sealed class StreamLedgerTests
{
    private readonly StreamLedger<StreamEntry> _ledger = new(Role.Server, new ClosedStreams(most: 2, age: TimeSpan.FromSeconds(10)));

    [Fact]
    public void A_client_begins_odd_streams_only() =>
        Assert.IsType<Http2Error.OnConnection>(_ledger.CheckNew(new StreamId(2)));

    [Fact]
    public void A_stream_that_was_passed_over_is_closed()
    {
        Open(7);
        var error = _ledger.AfterClose(new StreamId(5), RecvHeaders, default);
        Assert.Equal(ErrorCode.StreamClosed, Assert.IsType<Http2Error.OnConnection>(error).Code);
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
        _ledger.Reset(Open(1), CloseCause.ResetByUs, default);
        _ledger.Reset(Open(3), CloseCause.ResetByPeer, default);
        Assert.Null(_ledger.AfterClose(new StreamId(1), RecvData, default));
        Assert.IsType<Http2Error.OnStream>(_ledger.AfterClose(new StreamId(3), RecvData, default));
    }

    [Fact]
    [Trait("RFC 9113", "5.4.2")]
    public void Streams_that_we_reset_are_known()
    {
        _ledger.Reset(Open(1), CloseCause.ResetByUs, default);
        _ledger.Reset(Open(3), CloseCause.ResetByPeer, default);
        Open(5);
        Assert.Equal([true, false, false], new[] { 1, 3, 5 }.Select(id => _ledger.IsResetByUs(new StreamId(id), default)));
    }

    [Fact]
    public void Only_so_many_resets_are_remembered_and_older_ones_count_as_finished()
    {
        foreach (var id in (int[])[1, 3, 5])
            _ledger.Reset(Open(id), CloseCause.ResetByUs, default);

        Assert.IsType<Http2Error.OnConnection>(_ledger.AfterClose(new StreamId(1), RecvData, default));
        Assert.Null(_ledger.AfterClose(new StreamId(3), RecvData, default));
        Assert.Null(_ledger.AfterClose(new StreamId(5), RecvData, default));
    }

    [Theory]
    [InlineData(Role.Server, 2, 4)]
    [InlineData(Role.Client, 1, 3)]
    public void Our_own_ids_are_of_our_side_and_grow(Role role, int first, int second)
    {
        var ledger = new StreamLedger<StreamEntry>(role, new ClosedStreams(most: 2, age: TimeSpan.FromSeconds(10)));
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
        var ledger = new StreamLedger<StreamEntry>(role, new ClosedStreams(most: 2, age: TimeSpan.FromSeconds(10)));
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
        _ledger.Reset(Promise(2), CloseCause.ResetByPeer, default);
        Assert.Null(_ledger.Find(new StreamId(2)));
        Assert.IsType<Http2Error.OnStream>(_ledger.AfterClose(new StreamId(2), RecvData, default));
    }

    private StreamEntry Promise(int id)
    {
        var stream = new StreamEntry(new StreamId(id), Window.Initial, new ReceiveWindow(100));
        _ledger.Use(stream.Id);
        _ledger.Add(stream);
        _ledger.Signal(stream, SendPromise);
        return stream;
    }

    private StreamEntry Open(int id)
    {
        var stream = new StreamEntry(new StreamId(id), Window.Initial, new ReceiveWindow(100));
        Assert.Null(_ledger.CheckNew(stream.Id));
        _ledger.Use(stream.Id);
        _ledger.Add(stream);
        _ledger.Signal(stream, RecvHeaders);
        return stream;
    }
}
