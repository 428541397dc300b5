using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "6.7")]
public sealed class PingLedgerTests
{
    private readonly PingLedger _ledger = new();

    [Fact]
    public void An_answer_is_told_by_its_payload_and_has_taken_the_time_between()
    {
        var first = _ledger.Begin(PingPurpose.Drain, At(10));
        var second = _ledger.Begin(PingPurpose.Measure, At(11));
        Assert.Equal(new Pong(PingPurpose.Measure, At(4)), _ledger.Receive(Ack(second), At(15)));
        Assert.Equal(new Pong(PingPurpose.Drain, At(6)), _ledger.Receive(Ack(first), At(16)));
        Assert.Equal(At(6), _ledger.RoundTrip);
    }

    [Fact]
    public void An_answer_that_nobody_asked_for_is_none()
    {
        var ping = _ledger.Begin(PingPurpose.Drain, At(1));
        Assert.Null(_ledger.Receive(new PingFrame(ping.Payload + 1, Ack: true), At(2)));
        Assert.NotNull(_ledger.Receive(Ack(ping), At(2)));
        Assert.Null(_ledger.Receive(Ack(ping), At(3)));
    }

    [Fact]
    public void It_knows_what_is_under_way()
    {
        var ping = _ledger.Begin(PingPurpose.Measure, At(1));
        Assert.True(_ledger.IsWaiting(PingPurpose.Measure));
        Assert.False(_ledger.IsWaiting(PingPurpose.Drain));
        _ledger.Receive(Ack(ping), At(2));
        Assert.False(_ledger.IsWaiting(PingPurpose.Measure));
    }

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);

    private static PingFrame Ack(PingFrame ping) => ping with { Ack = true };
}
