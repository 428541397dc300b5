using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "5.1")]
public sealed class ClosedStreamsTests
{
    private readonly ClosedStreams _closed = new(most: 2);

    [Fact]
    public void Endings_by_the_peer_keep_their_cause_and_others_count_as_ours()
    {
        Add(1, CloseCause.Finished);
        Add(3, CloseCause.ResetByPeer);
        Assert.Equal([CloseCause.Finished, CloseCause.ResetByPeer, CloseCause.EndedByUs], Causes(1, 3, 5));
    }

    [Fact]
    public void Only_so_many_are_remembered()
    {
        foreach (var id in (int[])[1, 3, 5])
            Add(id, CloseCause.Finished);
        Assert.Equal([CloseCause.EndedByUs, CloseCause.Finished, CloseCause.Finished], Causes(1, 3, 5));
    }

    [Fact]
    public void One_that_was_answered_is_remembered_no_longer()
    {
        Add(1, CloseCause.ResetByPeer);
        _closed.Forget(new StreamId(1));
        Assert.Equal([CloseCause.EndedByUs], Causes(1));
    }

    [Fact]
    public void A_memory_of_many_grows_as_it_is_needed_and_forgets_the_oldest_first()
    {
        var closed = new ClosedStreams(most: 100);
        for (var id = 1; id < 301; id += 2)
            closed.Add(new StreamId(id), CloseCause.Finished);
        Assert.Equal(CloseCause.EndedByUs, closed.CauseOf(new StreamId(99)));
        Assert.Equal(CloseCause.Finished, closed.CauseOf(new StreamId(101)));
        Assert.Equal(CloseCause.Finished, closed.CauseOf(new StreamId(299)));
    }

    [Fact]
    public void None_may_be_remembered()
    {
        var closed = new ClosedStreams(most: 0);
        closed.Add(new StreamId(1), CloseCause.Finished);
        Assert.Equal(CloseCause.EndedByUs, closed.CauseOf(new StreamId(1)));
    }

    private void Add(int id, CloseCause cause) => _closed.Add(new StreamId(id), cause);

    private CloseCause[] Causes(params int[] ids) => [.. ids.Select(id => _closed.CauseOf(new StreamId(id)))];
}
