using AkkaH2.PeerBench.Results;

namespace AkkaH2.Interop.Tests.Bench;

public sealed class HeldTypeTests
{
    private static readonly Dictionary<string, TypeOnHeap> Without = new() { ["Cache"] = new(7, 7000), ["Akka.Actor.ActorCell"] = new(5, 900) };

    private static readonly Dictionary<string, TypeOnHeap> With = new() { ["Cache"] = new(7, 7000), ["Akka.Actor.ActorCell"] = new(35, 6300), ["System.String"] = new(10, 1000) };

    [Fact]
    public void Each_holds_the_difference_and_the_largest_comes_first()
    {
        Assert.Equal([new("Akka.Actor.ActorCell", 540, 3), new("System.String", 100, 1)], HeldType.Each(With, Without, count: 10));
    }

    [Fact]
    public void The_table_sums_up_what_it_does_not_show()
    {
        Assert.Equal(
            """
            | type | octets | objects |
            |---|---|---|
            | `ActorCell` | 540 | 3.0 |
            | 1 more types | 100 | 1.0 |
            | all | 640 | 4.0 |
            """.ReplaceLineEndings("\n"),
            HeldType.Table(HeldType.Each(With, Without, count: 10), lines: 1));
    }
}
