using AkkaH2.Wire;
using static AkkaH2.Protocol.StreamSignal;

namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "5.1.2")]
public sealed class PromiseLedgerTests
{
    private readonly StreamLedger _streams = new(Role.Server, remembered: 2);
    private readonly PromiseLedger _promises = new();

    [Fact]
    public void Promises_begin_in_their_order_as_far_as_there_are_places()
    {
        var (two, four, six) = (Promise(2), Promise(4), Promise(6));
        Assert.Equal([two, four], Admit(limit: 2));
        Assert.Equal((true, true, false), (two.MaySend, four.MaySend, six.MaySend));
        Assert.Empty(Admit(limit: 2));
    }

    [Fact]
    public void An_open_stream_keeps_its_place_until_it_is_closed()
    {
        var (two, four) = (Promise(2), Promise(4));
        Admit(limit: 1);
        _streams.Signal(two, SendHeaders);
        Assert.Empty(Admit(limit: 1));
        _streams.Signal(two, SendEndStream);
        Assert.Equal([four], Admit(limit: 1));
    }

    [Fact]
    public void A_promise_that_is_cancelled_makes_room_for_the_next()
    {
        var (two, four, six) = (Promise(2), Promise(4), Promise(6));
        Admit(limit: 1);
        _streams.Signal(two, RecvReset);
        _streams.Signal(four, RecvReset);
        Assert.Equal([six], Admit(limit: 1));
        Assert.Equal(1, _promises.Count);
    }

    [Fact]
    public void A_limit_that_is_lowered_holds_what_has_begun_but_not_opened()
    {
        var (two, four, six) = (Promise(2), Promise(4), Promise(6));
        Admit(limit: 3);
        _streams.Signal(four, SendHeaders);
        Assert.Empty(Admit(limit: 1));
        Assert.Equal((false, true, false), (two.MaySend, four.MaySend, six.MaySend));

        Assert.Empty(_promises.MayOpen);
        _streams.Signal(four, SendEndStream);
        Assert.Empty(Admit(limit: 1));
        Assert.Equal([two], _promises.MayOpen);
    }

    [Fact]
    public void Nothing_begins_without_a_place()
    {
        var two = Promise(2);
        Assert.Empty(Admit(limit: 0));
        Assert.False(two.MaySend);
        Assert.Equal([two], Admit(limit: uint.MaxValue));
    }

    [Fact]
    public void Nothing_begins_any_more_once_the_connection_ends()
    {
        Promise(2);
        _promises.Clear();
        Assert.Empty(Admit(limit: 10));
    }

    private IReadOnlyList<Http2Stream> Admit(uint limit) => _promises.Admit(_streams.Own, limit);

    private Http2Stream Promise(int id)
    {
        var stream = new Http2Stream(new StreamId(id), Window.Initial, new ReceiveWindow(100));
        _streams.Use(stream.Id);
        _streams.Add(stream);
        _streams.Signal(stream, SendPromise);
        _promises.Add(stream);
        return stream;
    }
}
