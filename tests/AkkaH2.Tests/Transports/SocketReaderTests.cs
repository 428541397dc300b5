using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using AkkaH2.Transports.Sockets;

namespace AkkaH2.Tests.Transports;

public sealed class SocketReaderTests : IDisposable
{
    private const int Largest = 64 * 1024;

    private readonly Socket _peer = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _socket;
    private readonly SocketReader _reader;

    public SocketReaderTests()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen();
        _peer.Connect(listener.LocalEndPoint!);
        _socket = listener.Accept();
        _reader = new SocketReader(_socket, Largest);
    }

    public void Dispose()
    {
        _reader.Complete();
        _socket.Dispose();
        _peer.Dispose();
    }

    [Fact]
    public async Task A_few_octets_take_a_small_buffer()
    {
        await Send(10);

        Assert.InRange(ArrayOf(await Read()).Length, 10, 4096);
    }

    [Fact]
    public async Task Buffers_that_are_filled_grow_up_to_the_bound()
    {
        var sending = Send(4 * Largest);

        var (arrays, received) = (new List<int>(), 0);
        while (received < 4 * Largest)
        {
            var read = await Read();
            arrays.Add(ArrayOf(read).Length);
            received += (int)read.Buffer.Length;
            _reader.AdvanceTo(read.Buffer.End);
        }

        await sending;
        Assert.InRange(arrays[0], 1, 4096);
        Assert.InRange(arrays.Max(), 4097, Largest);
    }

    [Fact]
    public async Task Octets_that_are_not_consumed_come_again()
    {
        await Send(10);
        var read = await Read();

        _reader.AdvanceTo(read.Buffer.GetPosition(4));

        Assert.Equal([4, 5, 6, 7, 8, 9], (await Read()).Buffer.ToArray());
    }

    [Fact]
    public async Task Octets_that_are_examined_come_again_with_more_of_them()
    {
        await Send(10);
        var read = await Read();
        _reader.AdvanceTo(read.Buffer.GetPosition(2), read.Buffer.End);

        var waiting = Read();
        Assert.False(waiting.IsCompleted);
        await Send(5000);

        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9, 0, 1], (await waiting).Buffer.Slice(0, 10).ToArray());
    }

    [Fact]
    public async Task A_read_that_is_cancelled_while_it_waits_returns_and_the_next_one_has_the_octets()
    {
        var waiting = Read();

        _reader.CancelPendingRead();

        Assert.True((await waiting).IsCanceled);
        _reader.AdvanceTo((await waiting).Buffer.Start);
        var next = Read();
        await Send(3);
        Assert.Equal([0, 1, 2], (await next).Buffer.ToArray());
    }

    [Fact]
    public async Task A_read_that_is_cancelled_before_it_begins_returns_at_once()
    {
        _reader.CancelPendingRead();

        var read = await Read();
        Assert.True(read.IsCanceled);
        Assert.True(read.Buffer.IsEmpty);
        _reader.AdvanceTo(read.Buffer.Start);

        await Send(3);
        Assert.False((await Read()).IsCanceled);
    }

    [Fact]
    public async Task A_token_ends_the_read_that_has_it_and_no_later_one()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = _reader.ReadAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Soon());

        var next = Read();
        await Send(3);

        Assert.Equal([0, 1, 2], (await next).Buffer.ToArray());
    }

    [Fact]
    public async Task A_token_of_a_read_that_has_ended_ends_no_later_one()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = _reader.ReadAsync(cancellation.Token).AsTask();
        await Send(3);
        _reader.AdvanceTo((await waiting.Soon()).Buffer.End);

        var next = Read();
        await cancellation.CancelAsync();
        await Send(2);

        Assert.Equal([0, 1], (await next).Buffer.ToArray());
    }

    [Fact]
    public async Task The_end_comes_behind_the_last_octets()
    {
        await Send(3);
        _peer.Shutdown(SocketShutdown.Send);

        var read = await Read();
        _reader.AdvanceTo(read.Buffer.End);

        Assert.Equal(3, read.Buffer.Length);
        Assert.True((await Read()).IsCompleted);
    }

    [Fact]
    public async Task A_reset_while_a_read_waits_is_a_failure_and_not_an_end()
    {
        var waiting = Read();

        _peer.Close(timeout: 0);

        await Assert.ThrowsAsync<IOException>(() => waiting);
        await Assert.ThrowsAsync<IOException>(Read);
    }

    [Fact]
    public async Task A_socket_that_is_closed_fails_the_read_that_waits_and_later_ones()
    {
        var waiting = Read();

        _socket.Dispose();
        _reader.Close();

        await Assert.ThrowsAsync<IOException>(() => waiting);
        await Assert.ThrowsAsync<IOException>(Read);
    }

    private static ArraySegment<byte> Segment(ReadResult read) => MemoryMarshal.TryGetArray(read.Buffer.First, out var segment) ? segment : default;

    private static byte[] ArrayOf(ReadResult read) => Segment(read).Array!;

    private Task<ReadResult> Read() => _reader.ReadAsync().AsTask().Soon();

    private Task Send(int octets) => _peer.SendAsync(Enumerable.Range(0, octets).Select(value => (byte)(value % 10)).ToArray()).Soon();
}
