using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using Akka.Actor;
using Akka.IO;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>
/// The user's end of an Akka.IO connection. A write is one message to Akka.IO, without a copy where the memory is an array; its acknowledgement comes to
/// <paramref name="actor"/>. Reads and writes complete in that actor's turn.
/// </summary>
internal sealed class AkkaIoConnection(EndPoint local, EndPoint remote, PipeReader input, IActorRef tcp, IActorRef actor) : ITransportConnection, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _write;
    private volatile IOException? _end;
    private int _busy;
    private int _shutdown;
    private int _aborted;

    public EndPoint LocalEndPoint => local;

    public EndPoint RemoteEndPoint => remote;

    public PipeReader Input => input;

    /// <summary>Somebody has taken the connection: reading may begin.</summary>
    internal void Start() => actor.Tell(ReadOn.Instance, ActorRefs.NoSender);

    internal bool IsShutdown => Volatile.Read(ref _shutdown) != 0;

    public ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation = default)
    {
        if (cancellation.CanBeCanceled) return WriteOrAbort(octets, cancellation);
        if (Ended() is { } end) return ValueTask.FromException(end);
        if (octets.IsEmpty) return default;
        if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0) throw new InvalidOperationException("another write is under way");

        var write = new ValueTask(this, _write.Version);
        tcp.Tell(Tcp.Write.Create(Wrap(octets), Written.Instance), actor);
        if (_end is { } late) Complete(late); // nobody would answer
        return write;
    }

    public ValueTask ShutdownAsync()
    {
        if (Interlocked.Exchange(ref _shutdown, 1) == 0) tcp.Tell(Tcp.ConfirmedClose.Instance, actor);
        return default;
    }

    public void Abort()
    {
        if (Interlocked.Exchange(ref _aborted, 1) == 0) actor.Tell(AbortConnection.Instance, ActorRefs.NoSender);
    }

    internal void OnWritten() => Complete(null);

    internal void OnEnd(IOException end)
    {
        _end = end;
        Complete(end);
    }

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            _write.GetResult(token);
        }
        finally
        {
            _write.Reset();
            Volatile.Write(ref _busy, 0);
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _write.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _write.OnCompleted(continuation, state, token, flags);

    // 0: no write, 1: under way, 2: completed, and its result not yet taken.
    private void Complete(IOException? failure)
    {
        if (Interlocked.CompareExchange(ref _busy, 2, 1) != 1) return;
        if (failure is null) _write.SetResult(true);
        else _write.SetException(failure);
    }

    private IOException? Ended()
    {
        if (_end is { } end) return new IOException(end.Message, end);
        if (Volatile.Read(ref _aborted) != 0) return new IOException("the connection was aborted");
        return IsShutdown ? new IOException("the connection was shut down") : null;
    }

    private async ValueTask WriteOrAbort(ReadOnlySequence<byte> octets, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var registration = cancellation.UnsafeRegister(static c => ((AkkaIoConnection)c!).Abort(), this);
        try
        {
            await WriteAsync(octets, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private static ByteString Wrap(in ReadOnlySequence<byte> octets)
    {
        if (octets.IsSingleSegment) return ByteString.FromBytes(AsArray(octets.First));
        var segments = new List<ArraySegment<byte>>();
        foreach (var memory in octets) segments.Add(AsArray(memory));
        return ByteString.FromBytes(segments);
    }

    private static ArraySegment<byte> AsArray(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var array) ? array : new ArraySegment<byte>(memory.ToArray());
}
