namespace AkkaH2.Tests.Endpoints;

/// <summary>A body between its connection and its reader.</summary>
public sealed class BodyQueueTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly BodyQueue _queue = new();

    [Fact]
    public async Task Pieces_come_in_their_order_and_then_the_end()
    {
        Append(10, 2_000, 10, 10, 5_000, 10);
        _queue.Complete();
        var octets = new List<byte>();
        while (await Read() is { } piece)
            octets.AddRange(piece.Span);
        Assert.Equal([.. Pattern(10), .. Pattern(2_000), .. Pattern(10), .. Pattern(10), .. Pattern(5_000), .. Pattern(10)], octets);
    }

    [Fact]
    public async Task Many_small_pieces_take_hardly_more_memory_than_their_octets()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 100_000; n++)
            _queue.Append([1]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 100_000, 200_000);

        var read = 0;
        _queue.Complete();
        while (await Read() is { } piece)
            read += piece.Length;
        Assert.Equal(100_000, read);
    }

    [Fact]
    public async Task A_reader_waits_for_the_next_piece()
    {
        var waiting = Read().AsTask();
        Assert.True(_queue.IsAwaitingMore);
        Assert.False(waiting.IsCompleted);
        Append(3);
        Assert.Equal(Pattern(3), (await waiting.WaitAsync(Deadline))!.Value.ToArray());
    }

    [Fact]
    public async Task Pieces_that_were_read_are_not_written_again()
    {
        Append(1, 1);
        var (first, second) = ((await Read())!.Value, (await Read())!.Value);
        Append(5);
        Assert.Equal((1, 1), (first.Length, second.Length));
        Assert.Equal(Pattern(5), (await Read())!.Value.ToArray());
    }

    [Fact]
    public async Task Nothing_comes_of_a_dropped_body()
    {
        Append(1, 2, 3);
        _queue.Drop();
        Append(4);
        Assert.Null(await Read());
    }

    [Fact]
    public async Task A_cancelled_read_loses_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = _queue.ReadAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Deadline));
        Append(3);
        Assert.Equal(Pattern(3), (await Read())!.Value.ToArray());
    }

    [Fact]
    public async Task One_writer_and_one_reader_meet_at_any_speed()
    {
        const int Octets = 20_000;
        var reading = Task.Run(async () =>
        {
            var sum = 0;
            while (await _queue.ReadAsync(CancellationToken.None) is { } piece)
                sum += piece.Length;
            return sum;
        });
        for (var n = 0; n < Octets; n++)
            _queue.Append([1]);
        _queue.Complete();
        Assert.Equal(Octets, await reading.WaitAsync(Deadline));
    }

    private void Append(params int[] lengths)
    {
        foreach (var length in lengths)
            _queue.Append(Pattern(length));
    }

    private static byte[] Pattern(int length) => [.. Enumerable.Range(0, length).Select(n => (byte)n)];

    private ValueTask<ReadOnlyMemory<byte>?> Read() => _queue.ReadAsync(CancellationToken.None);
}
