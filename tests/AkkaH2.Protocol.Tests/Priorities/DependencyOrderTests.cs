using AkkaH2.Protocol.Priorities;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Priorities;

[Trait("RFC 7540", "5.3")]
public sealed class DependencyOrderTests : OrderTest
{
    private readonly DependencyOrder _order;

    public DependencyOrderTests()
        : this(new DependencyOrder(kept: 10))
    {
    }

    private DependencyOrderTests(DependencyOrder order)
        : base(order) => _order = order;

    [Fact]
    [Trait("RFC 7540", "5.3.5")]
    public void Streams_of_which_nothing_was_said_share_equally()
    {
        Wait(1, 3, 5);
        Assert.Equal([1, 3, 5, 1, 3, 5], Turns(6));
    }

    [Fact]
    [Trait("RFC 7540", "5.3.2")]
    public void Siblings_share_by_their_weights()
    {
        Begin(1, weight: 256);
        Begin(3, weight: 128);
        Begin(5, weight: 64);
        Wait(1, 3, 5);
        var turns = Turns(700);
        Assert.Equal((400, 200, 100), (turns.Count(x => x == 1), turns.Count(x => x == 3), turns.Count(x => x == 5)));
    }

    [Fact]
    [Trait("RFC 7540", "5.3.2")]
    public void The_least_weight_still_has_its_share()
    {
        Begin(1, weight: 256);
        Begin(3, weight: 1);
        Wait(1, 3);
        Assert.Equal(10, Turns(2570).Count(x => x == 3));
    }

    [Fact]
    [Trait("RFC 7540", "5.3.2")]
    public void Shares_are_counted_in_octets_not_in_frames()
    {
        Wait(1, 3);
        var octets = new Dictionary<int, int> { [1] = 0, [3] = 0 };
        for (var i = 0; i < 100; i++)
        {
            var entry = _order.Take();
            var sent = entry.Id.Value == 1 ? 1000 : 100;
            octets[entry.Id.Value] += sent;
            _order.Charge(entry, sent);
            _order.Add(entry);
        }

        Assert.InRange(octets[1] - octets[3], -1000, 1000);
    }

    [Fact]
    [Trait("RFC 7540", "5.3.1")]
    public void A_stream_goes_before_those_that_depend_on_it()
    {
        Begin(1);
        Begin(3, dependency: 1);
        Begin(5, dependency: 3);
        Wait(5, 3, 1);
        Assert.Equal([1, 1], Turns(2));
        Assert.Equal([1, 3, 5], [Turn(), Turn(), Turn()]);
        Assert.True(_order.IsEmpty);
    }

    [Fact]
    [Trait("RFC 7540", "5.3.1")]
    public void Those_that_depend_on_a_stream_go_while_it_cannot()
    {
        Begin(1);
        Begin(3, dependency: 1);
        Wait(1, 3);
        Assert.Equal(1, Turn());
        Assert.Equal([3, 3], Turns(2));
        Wait(1);
        Assert.Equal([1, 1], Turns(2));
    }

    [Fact]
    [Trait("RFC 7540", "5.3.2")]
    public void What_depends_on_a_stream_shares_what_that_stream_has_by_its_weight()
    {
        Begin(1, weight: 32);
        Begin(3, weight: 16);
        Begin(5, dependency: 1, weight: 200);
        Begin(7, dependency: 1, weight: 200);
        Wait(3, 5, 7);
        var turns = Turns(60);
        Assert.Equal((20, 20, 20), (turns.Count(x => x == 3), turns.Count(x => x == 5), turns.Count(x => x == 7)));
    }

    [Fact]
    [Trait("RFC 7540", "5.3.1")]
    public void An_exclusive_dependency_comes_between_a_stream_and_what_depended_on_it()
    {
        Begin(1);
        Begin(3, dependency: 1);
        Begin(5, dependency: 1);
        Begin(7, dependency: 1, exclusive: true);
        Wait(3, 5, 7);
        Assert.Equal([7, 7], Turns(2));
        Remove(7);
        Assert.Equal([3, 5, 3, 5], Turns(4));
    }

    [Fact]
    [Trait("RFC 7540", "5.3.3")]
    public void A_stream_that_is_to_depend_on_what_depends_on_it_changes_places_with_it()
    {
        // 0 - 1 - 3 - 5: with 1 below 5, 5 is at the top, and 3 stays below 1.
        Begin(1);
        Begin(3, dependency: 1);
        Begin(5, dependency: 3);
        Prioritize(1, dependency: 5);
        Wait(1, 3, 5);
        Assert.Equal([5, 1, 3], [Turn(), Turn(), Turn()]);
    }

    [Fact]
    [Trait("RFC 7540", "5.3.3")]
    public void A_stream_that_waits_takes_its_turn_from_its_new_place()
    {
        Wait(1, 3);
        Prioritize(1, dependency: 3);
        Assert.Equal([3, 3, 3], Turns(3));
        Prioritize(3, dependency: 1);
        Assert.Equal([1, 1, 1], Turns(3));
    }

    [Fact]
    [Trait("RFC 7540", "5.3.3")]
    public void A_new_place_gives_neither_more_nor_less_than_a_fair_share()
    {
        Begin(1, dependency: 9, weight: 1);
        Begin(3);
        Wait(1, 3);
        Turns(100);
        Prioritize(1, dependency: 0);
        Begin(5);
        Wait(5);
        var turns = Turns(30);
        Assert.All((int[])[1, 3, 5], stream => Assert.InRange(turns.Count(x => x == stream), 9, 11));
    }

    [Fact]
    [Trait("RFC 7540", "5.3.4")]
    public void A_closed_stream_keeps_its_place()
    {
        Begin(1, weight: 256);
        Begin(3, weight: 1);
        _order.End(new StreamId(1));
        Begin(5, dependency: 1);
        Wait(3, 5);
        Assert.Equal(256, Turns(257).Count(x => x == 5));
    }

    [Fact]
    [Trait("RFC 7540", "5.3.4")]
    public void What_depended_on_a_forgotten_stream_shares_its_weight()
    {
        Begin(1, weight: 100);
        Begin(3, dependency: 1, weight: 150);
        Begin(5, dependency: 1, weight: 50);
        Begin(7, weight: 100);
        ForgetClosed(1);
        Wait(3, 5, 7);
        var turns = Turns(800);
        Assert.Equal((300, 100, 400), (turns.Count(x => x == 3), turns.Count(x => x == 5), turns.Count(x => x == 7)));
    }

    [Fact]
    [Trait("RFC 7540", "5.3.4")]
    public void Idle_streams_can_be_prioritized_and_depended_on()
    {
        Prioritize(11, dependency: 0, weight: 200);
        Prioritize(13, dependency: 0, weight: 100);
        Begin(15, dependency: 11);
        Begin(17, dependency: 13);
        Begin(19, dependency: 11);
        Wait(15, 17, 19);
        var turns = Turns(30);
        Assert.Equal((10, 10, 10), (turns.Count(x => x == 15), turns.Count(x => x == 17), turns.Count(x => x == 19)));
    }

    [Fact]
    [Trait("RFC 7540", "5.3.1")]
    public void A_stream_that_has_no_place_gets_the_default_one_by_being_depended_on()
    {
        Begin(1, dependency: 99, weight: 256);
        Begin(3, weight: 16);
        Wait(1, 3);
        Assert.Equal([3, 1, 3, 1], Turns(4));
    }

    [Fact]
    [Trait("RFC 9113", "10.5")]
    public void Reprioritizing_without_end_keeps_no_more_streams_than_may_be()
    {
        Begin(1);
        for (var i = 0; i < 10_000; i++)
            Prioritize(3 + (2 * i), dependency: 3 + (2 * ((i * 7) % 1000)) is var other && other == 3 + (2 * i) ? 1 : other, exclusive: i % 3 == 0);
        Assert.InRange(_order.Streams, 1, 11);
    }

    private void Begin(int stream, int dependency = 0, int weight = 16, bool exclusive = false) =>
        _order.Begin(new StreamId(stream), new StreamPriority(new StreamId(dependency), exclusive, weight));

    private void Prioritize(int stream, int dependency, int weight = 16, bool exclusive = false) =>
        _order.Prioritize(new StreamId(stream), new StreamPriority(new StreamId(dependency), exclusive, weight));

    private void ForgetClosed(int stream)
    {
        _order.End(new StreamId(stream));
        for (var idle = 1001; idle < 1021; idle += 2)
            Prioritize(idle, dependency: 0);
    }
}
