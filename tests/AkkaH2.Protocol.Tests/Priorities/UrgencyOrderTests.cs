using AkkaH2.Protocol.Priorities;

namespace AkkaH2.Protocol.Tests.Priorities;

[Trait("RFC 9218", "10")]
public sealed class UrgencyOrderTests : OrderTest
{
    private readonly UrgencyOrder _order;

    public UrgencyOrderTests()
        : this(new UrgencyOrder())
    {
    }

    private UrgencyOrderTests(UrgencyOrder order)
        : base(order) => _order = order;

    [Fact]
    public void The_most_urgent_goes_first()
    {
        Wait(1, urgency: 5);
        Wait(3, urgency: 0);
        Wait(5, urgency: 3);
        Assert.Equal([3, 5, 1], [Turn(), Turn(), Turn()]);
        Assert.True(_order.IsEmpty);
    }

    [Fact]
    public void Incremental_streams_share_round_by_round()
    {
        Wait(5, 3, incremental: true);
        Wait(1, 3, incremental: true);
        Wait(3, 3, incremental: true);
        Assert.Equal([5, 1, 3, 5, 1, 3], Turns(6));
    }

    [Fact]
    public void Others_go_one_after_the_other_in_the_order_of_their_ids()
    {
        foreach (var stream in (int[])[5, 1, 9, 3, 7])
            Wait(stream, 3);
        Assert.Equal([1, 1, 1], Turns(3));
        Remove(1);
        Assert.Equal([3, 3], Turns(2));
        Assert.Equal([3, 5, 7, 9], [Turn(), Turn(), Turn(), Turn()]);
    }

    [Fact]
    public void An_earlier_one_that_may_send_again_goes_before_later_ones()
    {
        Wait(3, 3);
        Wait(5, 3);
        Assert.Equal([3, 3], Turns(2));
        Wait(1, 3);
        Assert.Equal([1, 1], Turns(2));
    }

    [Fact]
    public void All_that_go_one_by_one_count_as_one_that_shares()
    {
        Wait(1, 3);
        Wait(3, 3, incremental: true);
        Wait(5, 3);
        Wait(7, 3, incremental: true);
        Assert.Equal([3, 7, 1, 3, 7, 1], Turns(6));
    }

    [Fact]
    public void Of_sixteen_turns_one_is_a_less_urgent_streams()
    {
        Wait(1, urgency: 0, incremental: true);
        Wait(3, urgency: 7, incremental: true);
        var turns = Turns(160);
        Assert.Equal(10, turns.Count(stream => stream == 3));
        Assert.All(turns.Chunk(16), chunk => Assert.Equal(3, chunk[^1]));
    }

    [Fact]
    public void Less_urgent_levels_have_these_turns_one_after_the_other()
    {
        for (var urgency = 0; urgency < 8; urgency++)
            Wait(1 + (2 * urgency), urgency);
        var turns = Turns(16 * 7 * 10);
        Assert.All(Enumerable.Range(1, 7), urgency => Assert.Equal(10, turns.Count(stream => stream == 1 + (2 * urgency))));
        Assert.Equal([3, 5, 7, 9, 11, 13, 15], turns.Where(stream => stream != 1).Take(7));
    }

    [Fact]
    public void Nobody_has_to_wait_for_those_who_wait_no_longer()
    {
        Wait(1, urgency: 0);
        Wait(3, urgency: 1, incremental: true);
        Wait(5, urgency: 1, incremental: true);
        Remove(1);
        Remove(3);
        Assert.Equal(5, Turn());
        Assert.True(_order.IsEmpty);
    }

    private void Wait(int stream, int urgency, bool incremental = false)
    {
        Entry(stream).Ask(new ResponsePriority(urgency, incremental));
        _order.Add(Entry(stream));
    }
}
