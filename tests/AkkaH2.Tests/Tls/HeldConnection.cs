using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using AkkaH2.Transports;

namespace AkkaH2.Tests.Tls;

/// <summary>A connection that counts its writes, can lose its peer, and can hold up whoever copies octets that have arrived, at the very moment when that begins.</summary>
internal sealed class HeldConnection(ITransportConnection inner) : ITransportConnection
{
    private readonly Reader _input = new(inner.Input);

    public EndPoint LocalEndPoint => inner.LocalEndPoint;

    public EndPoint RemoteEndPoint => inner.RemoteEndPoint;

    public PipeReader Input => _input;

    public int Writes { get; private set; }

    /// <summary>What writes fail with from now on.</summary>
    public IOException? Lost { get; set; }

    /// <summary>Holds up the next one to copy; the task is done when it is there.</summary>
    public Task HoldNext() => (_input.Next = new Hold()).Reached.Task;

    public void Release() => _input.Next!.Released.Set();

    public ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation = default)
    {
        Writes++;
        return Lost is { } cause ? ValueTask.FromException(cause) : inner.WriteAsync(octets, cancellation);
    }

    public ValueTask ShutdownAsync() => inner.ShutdownAsync();

    public void Abort() => inner.Abort();

    private sealed class Hold
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Released { get; } = new();
    }

    private sealed class Reader(PipeReader inner) : PipeReader
    {
        private ReadOnlySequence<byte> _whole;
        private ReadOnlySequence<byte> _held;

        public Hold? Next { get; set; }

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(cancellationToken);
            _whole = _held = read.Buffer;
            if (Next is { } hold && !read.Buffer.IsEmpty)
                _held = new ReadOnlySequence<byte>(new HeldOctets(read.Buffer.ToArray(), hold).Memory);
            return new ReadResult(_held, read.IsCanceled, read.IsCompleted);
        }

        public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(_whole.GetPosition(_held.Slice(0, consumed).Length));

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
            inner.AdvanceTo(_whole.GetPosition(_held.Slice(0, consumed).Length), _whole.GetPosition(_held.Slice(0, examined).Length));

        public override bool TryRead(out ReadResult result) => throw new NotSupportedException("TLS does not try");

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }

    private sealed class HeldOctets(byte[] octets, Hold hold) : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(octets.Length);

        public override Span<byte> GetSpan()
        {
            hold.Reached.TrySetResult();
            Assert.True(hold.Released.Wait(TimeSpan.FromSeconds(30)), "nobody released it");
            return octets;
        }

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin() => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
        }
    }
}
