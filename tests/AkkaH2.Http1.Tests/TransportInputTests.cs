using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace AkkaH2.Http1.Tests;

/// <summary>What Kestrel reads, where threads meet.</summary>
public sealed class TransportInputTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly Octets _octets = new();
    private readonly TransportInput _input;

    public TransportInputTests() => _input = new TransportInput(_octets, callback => callback, _ => { });

    [Fact]
    public async Task A_read_that_ends_while_it_begins_lets_its_cancellation_go()
    {
        using var cancellation = new CancellationTokenSource();
        _octets.EndsAtOnce = true;

        var read = await _input.ReadAsync(cancellation.Token).AsTask().WaitAsync(Deadline);
        _input.AdvanceTo(read.Buffer.End);
        await cancellation.CancelAsync();

        Assert.Equal(0, _octets.Cancelled);
    }

    [Fact]
    public async Task A_cancellation_while_nobody_reads_cancels_the_next_read_once_and_the_peer_is_watched_on()
    {
        _input.Watch();
        _input.CancelPendingRead();
        Assert.True(_octets.IsReading);

        var read = await _input.ReadAsync().AsTask().WaitAsync(Deadline);
        Assert.True(read.IsCanceled);
        _input.AdvanceTo(read.Buffer.End);

        var next = _input.ReadAsync();
        Assert.False(next.IsCompleted);
        _octets.End(isCanceled: false);
        Assert.False((await next.AsTask().WaitAsync(Deadline)).IsCanceled);
    }

    /// <summary>Each read waits until the test ends it, or ends on another thread while it begins.</summary>
    private sealed class Octets : PipeReader, IValueTaskSource<ReadResult>
    {
        private ManualResetValueTaskSourceCore<ReadResult> _read;

        public bool EndsAtOnce { get; set; }

        public int Cancelled { get; private set; }

        public bool IsReading { get; private set; }

        public void End(bool isCanceled)
        {
            IsReading = false;
            _read.SetResult(new ReadResult(new ReadOnlySequence<byte>(new byte[isCanceled ? 0 : 1]), isCanceled, isCompleted: false));
        }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            _read.Reset();
            IsReading = true;
            return new ValueTask<ReadResult>(this, _read.Version);
        }

        public override void CancelPendingRead()
        {
            Cancelled++;
            if (IsReading)
                End(isCanceled: true);
        }

        public override void AdvanceTo(SequencePosition consumed)
        {
        }

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
        }

        public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

        public override void Complete(Exception? exception = null)
        {
        }

        ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _read.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _read.GetStatus(token);

        void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
            _read.OnCompleted(continuation, state, token, ValueTaskSourceOnCompletedFlags.None); // on the thread that ends it
            if (!EndsAtOnce)
                return;

            // The other thread is past all that it can do before this one lets go of its lock.
            var other = new Thread(() => End(isCanceled: false));
            other.Start();
            SpinWait.SpinUntil(() => other.ThreadState is ThreadState.WaitSleepJoin or ThreadState.Stopped, Deadline);
        }
    }
}
