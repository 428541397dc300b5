using System.IO.Pipelines;
using Akka.Actor;
using Akka.IO;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>
/// The handler of one Akka.IO connection in pull mode: puts what is received into the pipe of its <see cref="AkkaIoConnection"/>, and asks for more
/// while the pipe has room. Reads nothing before somebody has taken the connection. Open ─AbortConnection after shutdown─▶ Lingering; both end with Akka.IO's actor.
/// </summary>
internal abstract class AkkaIoConnectionActor : UntypedActor
{
    /// <summary>How long a peer has to take what was written before its connection is reset.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    private AkkaIoConnection? _connection;
    private PipeWriter _input = null!;
    private IActorRef _tcp = ActorRefs.Nobody;
    private bool _reading;
    private bool _isOver;
    private ICancelable? _linger;
    private IOException? _end;

    protected AkkaIoConnection Begin(IActorRef tcp, Tcp.Connected connected, TransportSettings settings)
    {
        var pipe = new Pipe(new PipeOptions(
            pool: OctetPool.Segments, readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false,
            pauseWriterThreshold: settings.ReceiveBufferSize, resumeWriterThreshold: settings.ReceiveBufferSize / 2));
        (_tcp, _input) = (tcp, pipe.Writer);
        _connection = new AkkaIoConnection(EndPointNames.Unmapped(connected.LocalAddress), EndPointNames.Unmapped(connected.RemoteAddress), pipe.Reader, tcp, Self);
        Context.Watch(tcp);
        tcp.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true, useResumeWriting: false));
        Become(Open);
        return _connection;
    }

    protected override void PostStop()
    {
        _linger?.Cancel();
        if (_connection is null) return;
        var end = _end ?? new IOException("the connection was closed");
        _input.Complete(end);
        if (_isOver) _connection.OnEnd(end);
        else _ = EndWhenOver(_tcp, _connection, end);
    }

    // The memory of a write under way is Akka.IO's until its actor has stopped. It does not watch us while it closes.
    private static async Task EndWhenOver(IActorRef tcp, AkkaIoConnection connection, IOException end)
    {
        tcp.Tell(Tcp.Abort.Instance);
        try
        {
            await tcp.WatchAsync().ConfigureAwait(false);
        }
        finally
        {
            connection.OnEnd(end);
        }
    }

    private void Open(object message)
    {
        switch (message)
        {
            case Tcp.Received received:     OnReceived(received.Data); break;
            case Written:                   _connection!.OnWritten(); break;
            case ReadOn:                    ReadOnce(); break;
            case AbortConnection:           OnAbort(); break;
            case Tcp.PeerClosed:            _input.Complete(); break;
            case Tcp.ConnectionClosed end:  OnClosed(end); break;
            case Tcp.CommandFailed failed:  OnFailed(failed); break;
            case Terminated:                OnOver(); break;
            case GiveUp:                    break; // too late
            default:                        Unhandled(message); break;
        }
    }

    /// <summary>Our user is gone after its shutdown: what it wrote has some time to arrive, what still comes is dropped.</summary>
    private void Lingering(object message)
    {
        switch (message)
        {
            case Tcp.Received:  _reading = false; ReadOnce(); break;
            case LingerOver:    _tcp.Tell(Tcp.Abort.Instance); break;
            case ReadOn or AbortConnection or Tcp.PeerClosed: break;
            default:            Open(message); break;
        }
    }

    // One order to read is outstanding at most: a second one could reach an actor that has stopped at the end of the stream.
    private void ReadOnce()
    {
        if (_reading) return;
        _reading = true;
        _tcp.Tell(Tcp.ResumeReading.Instance);
    }

    private void OnReceived(ByteString data)
    {
        _reading = false;
        var target = _input.GetSpan(data.Count);
        _input.Advance(data.CopyTo(ref target, 0, data.Count));
        var flush = _input.FlushAsync();
        if (flush.IsCompletedSuccessfully) OnRoom(flush.Result);
        else _ = WaitForRoom(flush, Self);
    }

    private void OnRoom(FlushResult flush)
    {
        if (!flush.IsCompleted) ReadOnce();
    }

    private static async Task WaitForRoom(ValueTask<FlushResult> flush, IActorRef self)
    {
        if (!(await flush.ConfigureAwait(false)).IsCompleted) self.Tell(ReadOn.Instance, ActorRefs.NoSender);
    }

    private void OnAbort()
    {
        _end = new IOException("the connection was aborted");
        _input.Complete(_end);
        if (!_connection!.IsShutdown)
        {
            _tcp.Tell(Tcp.Abort.Instance);
            Become(Lingering);
            return;
        }
        Become(Lingering);
        ReadOnce();
        _linger = Context.System.Scheduler.ScheduleTellOnceCancelable(Linger, Self, LingerOver.Instance, Self);
    }

    private void OnClosed(Tcp.ConnectionClosed end)
    {
        if (end.IsConfirmed) _input.Complete();
        else if (end.IsErrorClosed) _end = new IOException($"the peer is gone: {end.Cause}");
        else if (end.IsAborted) _end = new IOException("the connection was aborted");
        OnOver();
    }

    private void OnOver()
    {
        _isOver = true;
        Context.Stop(Self);
    }

    private void OnFailed(Tcp.CommandFailed failed)
    {
        if (failed.Cmd is not Tcp.WriteCommand) return;
        _end = new IOException($"the connection refused a write{failed.CauseString}");
        _tcp.Tell(Tcp.Abort.Instance);
    }
}
