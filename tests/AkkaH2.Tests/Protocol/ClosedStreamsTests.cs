using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Tests.Protocol;

[Trait("RFC 9113", "5.1")]
public sealed class ClosedStreamsTests
{
    private readonly ClosedStreams _closed = new(most: 2, age: At(10));

    [Fact]
    public void A_reset_keeps_its_cause_and_others_have_finished()
    {
        Add(1, CloseCause.ResetByUs, 0);
        Add(3, CloseCause.ResetByPeer, 0);
        Assert.Equal([CloseCause.ResetByUs, CloseCause.ResetByPeer, CloseCause.Finished], Causes(now: 1, 1, 3, 5));
    }

    [Fact]
    public void Only_so_many_are_remembered()
    {
        foreach (var id in (int[])[1, 3, 5])
            Add(id, CloseCause.ResetByUs, 0);

        Assert.Equal([CloseCause.Finished, CloseCause.ResetByUs, CloseCause.ResetByUs], Causes(now: 0, 1, 3, 5));
        Assert.Equal(2, _closed.Count);
    }

    [Fact]
    public void And_only_so_long()
    {
        Add(1, CloseCause.ResetByUs, 0);
        Assert.Equal([CloseCause.ResetByUs], Causes(now: 10, 1));
        Assert.Equal([CloseCause.Finished], Causes(now: 11, 1));
        Add(3, CloseCause.ResetByUs, 11);
        Assert.Equal(1, _closed.Count);
    }

    [Fact]
    public void A_stream_that_is_reset_again_takes_no_second_place()
    {
        Add(1, CloseCause.ResetByPeer, 0);
        Add(1, CloseCause.ResetByUs, 0);
        Add(3, CloseCause.ResetByUs, 0);
        Assert.Equal([CloseCause.ResetByUs, CloseCause.ResetByUs], Causes(now: 0, 1, 3));
    }

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);

    private void Add(int id, CloseCause cause, int at) => _closed.Add(new StreamId(id), cause, At(at));

    private CloseCause[] Causes(int now, params int[] ids) => [.. ids.Select(id => _closed.CauseOf(new StreamId(id), At(now)))];
}
