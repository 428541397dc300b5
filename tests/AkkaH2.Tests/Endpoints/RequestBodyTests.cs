using System.Buffers;
using System.IO.Pipelines;

namespace AkkaH2.Tests.Endpoints;

/// <summary>A body between its connection and its reader.</summary>
public sealed class RequestBodyTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly RequestBody _body = RequestBody.Incoming();
    private readonly Owner _owner = new();

    public RequestBodyTests() => _body.Attach(_owner);

    [Fact]
    public async Task Chunks_come_in_their_order_and_then_the_end()
    {
        Append(10, 2_000, 10, 10, 5_000, 10);
        End();
        var octets = new List<byte>();
        await foreach (var chunk in _body.ReadAllAsync())
            octets.AddRange(chunk.Span);
        Assert.Equal([.. Pattern(10), .. Pattern(2_000), .. Pattern(10), .. Pattern(10), .. Pattern(5_000), .. Pattern(10)], octets);
    }

    [Fact]
    public async Task Many_small_pieces_take_hardly_more_memory_than_their_octets()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var piece = new byte[1];
        for (var n = 0; n < 100_000; n++)
            _body.Append(piece);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000); // less where the pool has memory that other tests gave back
        End();
        Assert.Equal(100_000, (await _body.ReadToEndAsync(int.MaxValue)).Length);
    }

    [Fact]
    public async Task A_reader_waits_for_the_next_piece()
    {
        var waiting = _body.ReadAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        Append(3);
        Assert.Equal(Pattern(3), (await waiting.WaitAsync(Deadline)).Buffer.ToArray());
    }

    [Fact]
    public void A_reader_that_does_not_wait_is_told_that_nothing_is_there()
    {
        Assert.False(_body.TryRead(out _));
        Append(3);
        Assert.True(_body.TryRead(out var read));
        _body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        Assert.False(_body.TryRead(out _));
        Append(2);
        Assert.True(_body.TryRead(out read));
        Assert.Equal([.. Pattern(3), .. Pattern(2)], read.Buffer.ToArray());
    }

    [Fact]
    public async Task It_is_at_its_end_when_all_of_it_was_consumed()
    {
        Append(3);
        End();
        Assert.False(_body.IsAtEnd);
        var read = await _body.ReadAsync();
        Assert.True(read.IsCompleted);
        _body.AdvanceTo(read.Buffer.GetPosition(2), read.Buffer.End);
        Assert.False(_body.IsAtEnd);
        _body.AdvanceTo((await _body.ReadAsync()).Buffer.End);
        Assert.True(_body.IsAtEnd);
        Assert.True(_body.TryRead(out read));
        Assert.Equal((true, 0), (read.IsCompleted, read.Buffer.Length));
    }

    [Fact]
    public async Task A_body_that_does_not_exist_is_at_its_end()
    {
        Assert.True(RequestBody.Empty.IsAtEnd);
        Assert.True((await RequestBody.Empty.ReadAsync()).IsCompleted);
        Assert.Empty(await RequestBody.Empty.ReadToEndAsync(0));
        await using (var stream = RequestBody.Empty.AsStream())
            Assert.Equal(-1, stream.ReadByte());
        RequestBody.Empty.Complete();
        Assert.Equal("", await RequestBody.Empty.ReadTextAsync(0));
    }

    [Fact]
    public async Task Chunks_that_were_read_are_not_written_again()
    {
        Append(1, 1);
        var first = (await _body.ReadChunkAsync(CancellationToken.None))!.Value;
        Append(100, 100);
        var second = (await _body.ReadChunkAsync(CancellationToken.None))!.Value;
        Append(5_000);
        Assert.Equal([0, 0], first.ToArray());
        Assert.Equal([.. Pattern(100), .. Pattern(100)], second.ToArray());
    }

    [Fact]
    public async Task Nothing_comes_of_a_body_that_failed_not_even_what_has_come()
    {
        Append(1, 2, 3);
        _body.Fail(new StreamAbortedException("reset"));
        Append(4);
        Assert.Equal("reset", (await Assert.ThrowsAsync<StreamAbortedException>(() => Read())).Message);
        Assert.Throws<StreamAbortedException>(() => _body.TryRead(out _));
    }

    [Fact]
    public async Task One_that_came_whole_and_was_not_read_fails_too()
    {
        Append(1);
        End();
        _body.Fail(new StreamAbortedException("lost"));
        await Assert.ThrowsAsync<StreamAbortedException>(() => Read());
    }

    [Fact]
    public async Task A_failure_wakes_a_reader_that_waits()
    {
        var waiting = Read();
        _body.Fail(new StreamAbortedException("reset"));
        await Assert.ThrowsAsync<StreamAbortedException>(() => waiting.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Octets_in_the_readers_hands_survive_a_failure_until_it_lets_go()
    {
        Append(300);
        var read = await _body.ReadAsync();
        _body.Fail(new StreamAbortedException("reset"));
        Assert.Equal(Pattern(300), read.Buffer.ToArray());
        _body.AdvanceTo(read.Buffer.End);
        await Assert.ThrowsAsync<StreamAbortedException>(() => Read());
    }

    [Fact]
    public async Task Memory_of_a_body_that_failed_goes_back_to_the_pool_although_its_reader_is_held()
    {
        var octets = Abandon();
        _body.Fail(new StreamAbortedException("reset"));
        Assert.NotEqual(Pattern(5_000), octets.ToArray());
        await Assert.ThrowsAsync<StreamAbortedException>(() => Read());
    }

    [Fact]
    public async Task Memory_goes_back_to_the_pool_when_the_reader_wants_nothing_more()
    {
        var octets = Abandon();
        _body.Complete();
        Assert.NotEqual(Pattern(5_000), octets.ToArray());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Read());
    }

    [Fact]
    public void A_reader_that_completes_early_with_an_exception_drops_what_comes_and_takes_no_credit()
    {
        Append(10);
        _body.Complete(new InvalidOperationException("of no use"));
        Append(10);
        End();
        _body.Fail(new StreamAbortedException("reset"));
        Assert.Throws<InvalidOperationException>(() => _body.TryRead(out _));
        Assert.Empty(_owner.Consumed);
    }

    [Fact]
    public async Task A_cancelled_read_loses_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = _body.ReadAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Deadline));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _body.ReadAsync(cancellation.Token).AsTask());
        Append(3);
        Assert.Equal(Pattern(3), (await _body.ReadAsync()).Buffer.ToArray());
    }

    [Fact]
    public async Task A_pending_read_is_cancelled_without_an_exception()
    {
        var waiting = _body.ReadAsync().AsTask();
        _body.CancelPendingRead();
        var read = await waiting.WaitAsync(Deadline);
        Assert.Equal((true, false, 0), (read.IsCanceled, read.IsCompleted, read.Buffer.Length));
        _body.AdvanceTo(read.Buffer.End);
        Append(3);
        Assert.Equal(Pattern(3), (await _body.ReadAsync()).Buffer.ToArray());
    }

    [Fact]
    public async Task Octets_are_credited_once_when_they_are_examined()
    {
        Append(10);
        var read = await _body.ReadAsync();
        _body.AdvanceTo(read.Buffer.GetPosition(2), read.Buffer.GetPosition(6));
        read = await _body.ReadAsync();
        _body.AdvanceTo(read.Buffer.GetPosition(4), read.Buffer.GetPosition(5)); // 4 of them were examined before
        read = await _body.ReadAsync();
        _body.AdvanceTo(read.Buffer.End);
        Assert.Equal([6, 1, 3], _owner.Consumed);
    }

    [Fact]
    [Trait("RFC 9113", "5.1")]
    public async Task A_body_that_has_come_whole_needs_no_credit()
    {
        Append(1_000);
        End();
        await _body.ReadToEndAsync(1_000);
        Assert.Empty(_owner.Consumed);
    }

    [Fact]
    public async Task A_large_one_is_reported_once_when_it_is_out_of_memory()
    {
        Append(20_000, 20_000);
        End();
        await foreach (var _ in _body.ReadAllAsync())
        {
            // Only its chunks are of interest.
        }

        Assert.Equal([40_000], _owner.Consumed);
    }

    [Fact]
    [Trait("RFC 9110", "10.1.1")]
    public async Task It_is_wanted_once_by_the_first_read_that_finds_nothing()
    {
        Assert.False(_body.TryRead(out _));
        Assert.False(_body.TryRead(out _));
        Append(1);
        await _body.ReadAsync();
        Assert.Equal(1, _owner.Wanted);
    }

    [Fact]
    public async Task A_whole_body_may_be_as_long_as_its_limit_and_no_longer()
    {
        Append(10);
        End();
        await Assert.ThrowsAsync<InvalidDataException>(() => _body.ReadToEndAsync(9));
        Assert.Equal(Pattern(10), await _body.ReadToEndAsync(10));
    }

    [Fact]
    public async Task One_writer_and_one_reader_meet_at_any_speed()
    {
        const int Octets = 20_000;
        var reading = Task.Run(async () =>
        {
            var sum = 0;
            await foreach (var chunk in _body.ReadAllAsync())
                sum += chunk.Length;
            return sum;
        });
        Append([.. Enumerable.Repeat(1, Octets)]);
        End();
        Assert.Equal(Octets, await reading.WaitAsync(Deadline));
    }

    private void Append(params int[] lengths)
    {
        foreach (var length in lengths)
            _body.Append(Pattern(length));
    }

    private void End() => _body.End(Headers.Empty);

    private static byte[] Pattern(int length) => [.. Enumerable.Range(0, length).Select(n => (byte)n)];

    private Task<ReadResult> Read() => _body.ReadAsync().AsTask();

    /// <summary>The memory of octets that were looked at and left.</summary>
    // Octets that were seen and not used; the pool of the tests poisons what comes back to it.
    private ReadOnlyMemory<byte> Abandon()
    {
        Append(5_000);
        Assert.True(_body.TryRead(out var read));
        var octets = read.Buffer.First;
        Assert.Equal(Pattern(5_000), octets.ToArray());
        _body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        return octets;
    }

    private sealed class Owner : IBodyOwner
    {
        public List<int> Consumed { get; } = [];

        public int Wanted { get; private set; }

        public void OnWanted() => Wanted++;

        public void OnConsumed(int octets) => Consumed.Add(octets);

        public void OnTooLarge() => throw new InvalidOperationException("It has no limit.");
    }
}
