using AkkaH2.PeerBench.Results;

namespace AkkaH2.Interop.Tests.Bench;

public sealed class RequirementTests
{
    private static readonly Comparison[] Measured =
    [
        Case("8x100", ours: [With(0.2, 300_000, 50), With(0.4, 100_000, 70), With(0.3, 200_000, 60)], kestrel: With(0.5, 150_000, 80), nghttpd: With(0.3, 200_000, 10)),
        Case("counter", ours: [With(0.24, 1, 1), With(0.2, 1, 1), With(0.36, 180_000, 60)], kestrel: With(0.6, 100_000, 80), nghttpd: null),
        Case("allocated-counter", ours: [new Sample(0, (Figure.Allocated, 512))], kestrel: new Sample(0, (Figure.Allocated, 0)), nghttpd: null),
    ];

    [Theory]
    [InlineData("8x100:cpu<=0.6", true)]
    [InlineData("8x100:cpu<=0.5", false)]
    [InlineData("8x100:rps>=1.3", true)]
    [InlineData("8x100:rps>=1.4", false)]
    [InlineData("8x100:memory<=0.75", true)]
    [InlineData("8x100:p99<=100", false)]
    [InlineData("8x100/nghttpd:cpu<=1", true)]
    [InlineData("8x100/nghttpd:cpu<=0.99", false)]
    [InlineData("counter/8x100:cpu<=1.2", true)]
    [InlineData("counter/8x100:cpu<=1.1", false)]
    [InlineData("counter/nghttpd:cpu<=100", false)]
    [InlineData("100x10:cpu<=100", false)]
    public void The_median_of_the_rounds_ratios_is_held_against_the_bound(string text, bool met) =>
        Assert.Equal(met, Requirement.Parse(text).IsMetBy(Measured));

    [Theory]
    [InlineData("allocated-counter:octets<=512B", true)]
    [InlineData("allocated-counter:octets<=511B", false)]
    [InlineData("8x100:cpu<=0.3s", true)]
    [InlineData("8x100:cpu<=0.29s", false)]
    [InlineData("8x100:rps>=200000/s", true)]
    [InlineData("8x100:rps>=200001/s", false)]
    [InlineData("8x100:p99<=100ms", false)]
    public void With_a_unit_the_bound_is_on_the_figure_itself(string text, bool met) =>
        Assert.Equal(met, Requirement.Parse(text).IsMetBy(Measured));

    [Fact]
    public void No_ratio_to_nothing_meets_a_bound() => Assert.False(Requirement.Parse("allocated-counter:octets<=1000").IsMetBy(Measured));

    [Theory]
    [InlineData("8x100")]
    [InlineData("8x100:speed<=1")]
    [InlineData("8x100:cpu<0.8")]
    [InlineData("8x100:cpu<=fast")]
    public void Anything_else_is_refused_with_an_example(string text) =>
        Assert.Contains("8x100:cpu<=0.8", Assert.Throws<FormatException>(() => Requirement.Parse(text)).Message);

    [Theory]
    [InlineData("allocated:octets<=400ms", "octets is in B, not in ms")]
    [InlineData("8x100/nghttpd:cpu<=1s", "nothing can follow the case")]
    public void A_unit_that_makes_no_sense_is_refused_with_the_reason(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => Requirement.Parse(text)).Message);

    [Theory]
    [InlineData("down:rps>=1.5")]
    [InlineData("8x100/nghttpd:cpu<=1")]
    [InlineData("allocated:octets<=400B")]
    public void It_reads_as_it_was_written(string text) => Assert.Equal(text, Requirement.Parse(text).ToString());

    [Fact]
    public void Each_run_by_itself_has_to_meet_the_bound()
    {
        IReadOnlyList<Section>[] runs = [[Section(0.2)], [Section(0.5)]];

        Assert.Equal(["run 2: 8x100:cpu<=0.6, it is 1"], Verdict.Missed(runs, [Requirement.Parse("8x100:cpu<=0.6")], ["ours"]));

        static Section Section(double cpu) => new("load", "", [Case("8x100", [With(cpu, 1, 1)], With(0.5, 1, 1), nghttpd: null)]);
    }

    [Fact]
    public void A_request_of_ours_that_failed_is_a_miss_and_one_of_a_peer_is_not()
    {
        var comparison = Case("8x100", ours: [new Sample(failed: 3)], kestrel: new Sample(failed: 2), nghttpd: null);

        Assert.Equal(["8x100: no failed request, ours has 3"], Verdict.Missed([[new Section("load", "", [comparison])]], [], ["ours"]));
    }

    private static Comparison Case(string name, Sample[] ours, Sample kestrel, Sample? nghttpd) => new(
        name,
        [new Contestant("ours", ours), Always("Kestrel", kestrel, ours.Length), .. nghttpd is null ? [] : (Contestant[])[Always("nghttpd", nghttpd, ours.Length)]]);

    private static Contestant Always(string name, Sample round, int rounds) => new(name, [.. Enumerable.Repeat(round, rounds)]);

    private static Sample With(double cpu, double rps, double memory) => new(failed: 0, (Figure.Cpu, cpu), (Figure.Rate, rps), (Figure.Memory, memory));
}
