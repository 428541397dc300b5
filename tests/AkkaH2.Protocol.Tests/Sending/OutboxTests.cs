using AkkaH2.Hpack;

namespace AkkaH2.Protocol.Tests;

public sealed class OutboxTests
{
    private static readonly HeaderField[] Hint = [new(":status", "103")];
    private static readonly HeaderField[] Head = [new(":status", "200")];

    private Outbox _outbox;

    [Fact]
    [Trait("RFC 9113", "8.1")]
    public void Any_number_of_informational_heads_goes_before_the_head()
    {
        _outbox.AddInformational(Hint);
        _outbox.AddInformational(Hint);
        _outbox.Add(Head, end: true);
        Assert.Same(Hint, _outbox.TakeInformational());
        Assert.Same(Hint, _outbox.TakeInformational());
        Assert.False(_outbox.HasInformational);
        Assert.Same(Head, _outbox.TakeHead());
    }

    [Fact]
    [Trait("RFC 9113", "8.1")]
    public void After_the_head_it_is_too_late_for_one()
    {
        _outbox.Add(Head, end: false);
        _outbox.AddInformational(Hint);
        Assert.False(_outbox.HasInformational);
        _outbox.TakeHead();
        _outbox.AddInformational(Hint);
        Assert.False(_outbox.HasInformational);
    }

    [Fact]
    public void A_head_that_has_gone_out_has_begun_the_response_all_the_same()
    {
        Assert.False(_outbox.HasBegun);
        _outbox.AddInformational(Hint);
        Assert.False(_outbox.HasBegun);
        _outbox.Add(Head, end: false);
        _outbox.TakeHead();
        Assert.True(_outbox.HasBegun);
    }

    [Fact]
    public void Informational_heads_that_nobody_takes_are_bounded()
    {
        var outbox = new Outbox();
        for (var n = 0; n < 1_000; n++)
            outbox.AddInformational([new(":status", "103")]);
        var count = 0;
        for (; outbox.HasInformational; count++)
            outbox.TakeInformational();
        Assert.Equal(64, count);
    }

    [Fact]
    public void Many_small_chunks_are_sent_together_and_take_hardly_more_memory_than_their_octets()
    {
        var outbox = new Outbox();
        var chunk = new byte[] { 7 };
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 100_000; n++)
            outbox.Add(chunk, end: false);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 100_000, 250_000);

        var (octets, takes) = (0, 0);
        for (; outbox.Octets > 0; takes++)
            octets += outbox.Take(16_384).Length;
        Assert.Equal(100_000, octets);
        Assert.True(takes < 100, $"{takes} frames");
    }
}
