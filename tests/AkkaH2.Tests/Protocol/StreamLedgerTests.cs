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
