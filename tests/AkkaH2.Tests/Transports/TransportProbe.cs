using System.Buffers;
using System.Text;
using AkkaH2.Transports;

namespace AkkaH2.Tests.Transports;

/// <summary>Sends, receives and waits with a deadline.</summary>
internal static class TransportProbe
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static Task Soon(this Task task) => task.WaitAsync(Deadline);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Deadline);

    public static Task Soon(this ValueTask task) => task.AsTask().WaitAsync(Deadline);

    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Deadline);

    public static Task Send(this ITransportConnection connection, string text) =>
        connection.WriteAsync(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text))).Soon();

    public static async Task SendInChunks(this ITransportConnection connection, ReadOnlyMemory<byte> octets, int chunk)
    {
        for (; octets.Length > 0; octets = octets[Math.Min(chunk, octets.Length)..])
            await connection.WriteAsync(new ReadOnlySequence<byte>(octets[..Math.Min(chunk, octets.Length)]));
    }

    public static async Task SendUntilItFails(this ITransportConnection connection)
    {
        var octets = new ReadOnlySequence<byte>(new byte[64 * 1024]);
        while (true) await connection.WriteAsync(octets).Soon();
    }

    public static async Task<string> Receive(this ITransportConnection connection, int count) =>
        Encoding.UTF8.GetString(await connection.ReceiveOctets(count));

    public static async Task<byte[]> ReceiveOctets(this ITransportConnection connection, int count)
    {
        var octets = new byte[count];
        for (var received = 0; received < count;)
        {
            var read = await connection.Input.ReadAsync().Soon();
            var part = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, count - received));
            part.CopyTo(octets.AsSpan(received));
            received += (int)part.Length;
            connection.Input.AdvanceTo(part.End);
            Assert.False(read.IsCompleted && received < count, $"the peer closed after {received} of {count} octets");
        }
        return octets;
    }

    public static async Task<string> ReceiveToEnd(this ITransportConnection connection)
    {
        while (true)
        {
            var read = await connection.Input.ReadAsync().Soon();
            if (read.IsCompleted) return Encoding.UTF8.GetString(read.Buffer);
            connection.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public static byte[] Pattern(int count)
    {
        var octets = new byte[count];
        new Random(count).NextBytes(octets);
        return octets;
    }

    /// <summary>The octets as a sequence of segments of these lengths, and of what is left.</summary>
    public static ReadOnlySequence<byte> Split(ReadOnlyMemory<byte> octets, params int[] lengths)
    {
        var first = new Segment(ReadOnlyMemory<byte>.Empty, 0);
        var last = first;
        foreach (var length in lengths)
        {
            last = last.Append(octets[..length]);
            octets = octets[length..];
        }
        last = last.Append(octets);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>xunit compares arrays one boxed element after the other: slow for mebibytes.</summary>
    public static void AssertSame(byte[] expected, byte[] actual) =>
        Assert.True(expected.AsSpan().SequenceEqual(actual), $"differs at octet {expected.AsSpan().CommonPrefixLength(actual)} of {expected.Length}");

    public static int OpenHandles() => OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;

    public static async Task Eventually(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition()) await timer.WaitForNextTickAsync(deadline.Token);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long before) => (Memory, RunningIndex) = (memory, before);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
