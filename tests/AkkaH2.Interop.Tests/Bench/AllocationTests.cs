using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Measurements;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.Interop.Tests.Bench;

public sealed class AllocationTests
{
    private const int Requests = 5_000;
    private const double Tolerance = 0.05;

    private static readonly LoadCase Load = LoadCase.Named("8x100") with { Requests = Requests };

    [Fact]
    public void Quiet_intervals_are_taken_off_busy_ones() =>
        Assert.Equal(1_000, AllocationCount.Extra([Interval(90), Interval(110)], [Interval(100), Interval(800), Interval(400)]));

    [Fact]
    public void A_small_object_stands_for_the_objects_among_which_one_is_picked() =>
        Assert.Equal(1024, new SampledObject("small", 100).Weight, tolerance: 1);

    [Fact]
    public void A_large_object_stands_for_itself() => Assert.Equal(1, new SampledObject("large", 10_000_000).Weight, tolerance: 1e-9);

    [Fact]
    public void Samples_are_summed_by_type_the_largest_first()
    {
        var types = AllocatedType.Estimate([new("a", 32), new("b", 64), new("b", 64)], requests: 1_000);

        Assert.Equal(["b", "a"], types.Select(type => type.Name));
        Assert.Equal((2, 205, 3.2), (types[0].Samples, Math.Round(types[0].OctetsPerRequest), Math.Round(types[0].ObjectsPerRequest, 1)));
    }

    [Fact]
    public void The_table_sums_up_what_it_leaves_out() => Assert.Equal(
        """
        | type | octets a request | objects a request | samples |
        |---|---|---|---|
        | `Foo[]` | 50 | 2.00 | 5 |
        | 2 more types | 30 | 1.50 | 3 |
        | all | 80 | 3.50 | 8 |
        """,
        AllocatedType.Table([new("N.Foo[]", 50, 2, 5), new("Bar", 20, 1, 2), new("Baz", 10, 0.5, 1)], lines: 1));

    [Theory]
    [InlineData("AkkaH2.Hpack.HeaderField[]", "HeaderField[]")]
    [InlineData("System.Collections.Generic.LinkedListNode`1[AkkaH2.Protocol.StreamEntry]", "LinkedListNode[StreamEntry]")]
    [InlineData("System.ValueTuple`2[System.String,System.Object]", "ValueTuple[String,Object]")]
    [InlineData("<GetWatching>d__13", "<GetWatching>d__13")]
    public void A_type_is_shown_without_namespaces(string name, string shown) => Assert.Equal(shown, AllocatedType.ShortName(name));

    /// <summary>The instrument against a known quantity: two requests that differ by nothing but the octets they allocate.</summary>
    [ToolFact("h2load")]
    public async Task The_counter_tells_a_known_allocation()
    {
        const int Octets = 9_000;
        using var contenders = new Contenders(new ServerOptions([], Showcase: "", Config: null));
        await using var kestrel = await contenders.Managed[^1].StartAsync();

        await H2Load.RunAsync(Load, kestrel.Address, CancellationToken.None); // fills its pools
        var known = await new AllocatedMeasurement(contenders, new Rounds(1, 0, TextWriter.Null), scale: 1, TextWriter.Null)
            .CheckAsync(kestrel, Load, Octets, CancellationToken.None);

        Assert.InRange(known, Octets * (1 - Tolerance), Octets * (1 + Tolerance));
    }

    /// <summary>The sample against the same: arrays of 100,000 octets are sampled nearly each, so that even few requests give a figure.</summary>
    [ToolFact("h2load")]
    public async Task The_sample_tells_a_known_allocation()
    {
        const int Length = 100_000;
        using var contenders = new Contenders(new ServerOptions([], Showcase: "", Config: null));
        await using var kestrel = await contenders.Managed[^1].StartAsync();

        var samples = await AllocationSampler.SampleAsync(
            kestrel.Id, () => H2Load.RunAsync(Load with { Path = $"/garbage/{Length}" }, kestrel.Address, CancellationToken.None));
        var arrays = AllocatedType.Estimate(samples.Where(sample => sample.Octets >= Length), Requests).Single();

        Assert.Equal("System.Byte[]", arrays.Name);
        Assert.InRange(arrays.ObjectsPerRequest, 1 - Tolerance, 1 + Tolerance);
    }

    private static AllocationCount Interval(double octets) => new(DateTime.UnixEpoch, octets);
}
