
namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "10.5")]
public sealed class ReadGateTests
{
    [Fact]
    public void Reading_stops_when_too_many_answers_wait_and_goes_on_when_they_are_written()
    {
        var gate = new ReadGate(limit: 2);
        Assert.True(gate.TryPass(1));
        Assert.False(gate.TryPass(2));
        Assert.True(gate.IsShut);
        Assert.True(gate.TryPass(0));
        Assert.False(gate.IsShut);
    }
}
