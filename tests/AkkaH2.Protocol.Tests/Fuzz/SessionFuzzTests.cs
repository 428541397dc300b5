namespace AkkaH2.Protocol.Tests.Fuzz;

/// <summary>A short run; <c>fuzz session</c> of tests/AkkaH2.Benchmarks is the long one.</summary>
[Trait("RFC 9113", "5.4")]
public sealed class SessionFuzzTests
{
    private const int Sessions = 150;

    [Theory]
    [InlineData(1, Role.Server)]
    [InlineData(100_001, Role.Server)]
    [InlineData(1, Role.Client)]
    [InlineData(100_001, Role.Client)]
    public void Whatever_both_sides_do_the_ledgers_are_right(int firstSeed, Role role)
    {
        var tally = new SessionTally();
        for (var seed = firstSeed; seed < firstSeed + Sessions; seed++)
            new SessionFuzz(seed, role).Run(steps: 300, tally);
        Assert.True(tally is { Sessions: Sessions, Frames: > Sessions, Begun: > Sessions, Errors: > 0 }, tally.ToString());
    }
}
