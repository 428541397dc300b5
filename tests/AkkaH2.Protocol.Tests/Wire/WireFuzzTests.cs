namespace AkkaH2.Protocol.Tests.Wire;

/// <summary>A short run; <c>fuzz wire</c> of tests/AkkaH2.Benchmarks is the long one.</summary>
[Trait("RFC 9113", "5.4.1")]
public sealed class WireFuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Mutated_streams_never_throw_nor_pass_the_limits_and_chunks_make_no_difference(int seed)
    {
        var tally = new WireTally();
        new WireFuzz(seed).Run(streams: 2_000, tally);
        Assert.True(tally is { Streams: 2_000, Frames: > 0, Sections: > 0, StreamErrors: > 0, ConnectionErrors: > 0 }, tally.ToString());
    }
}
