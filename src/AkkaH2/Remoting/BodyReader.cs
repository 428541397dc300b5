using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace AkkaH2.Remoting;

/// <summary>
/// Reads a body that its <see cref="BodyHost"/> has on another node, as a source: the demand on it is the demand there. If that node or its actor is lost,
/// the source fails.
/// </summary>
internal sealed class BodyReader : UntypedActor
{
    private readonly IActorRef _host;
    private readonly OpenedBody _body;
    private readonly SharedKillSwitch _stop = KillSwitches.Shared("body");
    private bool _hasEnded; // the stream
    private bool _isWhole; // the host said so

    public BodyReader(IActorRef host, OpenedBody body, TimeSpan openTimeout)
    {
        (_host, _body) = (host, body);
        Context.AwaitWithin(openTimeout);
    }

    /// <summary>Asks the host now. The octets are to be run once.</summary>
    public static OpenedBody Start(IActorRef host, ExtendedActorSystem system)
    {
        _ = system.Materializer(); // Akka.Streams adds the serializer of stream refs to a system when it is first used there
        var body = new OpenedBody();
        var timeout = RemoteSettings.Of(system).OpenTimeout;
        body.Reader = system.SystemActorOf(Props.Create(() => new BodyReader(host, body, timeout)));
        return body;
    }

    protected override void PreStart()
    {
        Context.Watch(_host);
        _host.Tell(new OpenBody(Self));
    }

    protected override void PostStop() => _body.Fail(new IOException("The actor system of this body's reader is shutting down."));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ISourceRef<byte[]> octets: OnOpened(octets); break;
            case EndOfBody end: OnWhole(end); break;
            case BodyEnded: OnEnded(); break;
            case Status.Failure failure: Fail(failure.Cause); break;
            case Terminated: Fail(new IOException($"The node that sends this body is lost, or its actor: {_host.Path.Address}.")); break;
            case ReceiveTimeout: Fail(new TimeoutException($"The node that sends this body does not answer: {_host.Path.Address}.")); break;
            default: Unhandled(message); break;
        }
    }

    private void OnOpened(ISourceRef<byte[]> octets)
    {
        Context.SetReceiveTimeout(null);
        _body.Open(octets.Source.Via(_stop.Flow<byte[]>()).Select(piece => (ReadOnlyMemory<byte>)piece));
    }

    private void OnWhole(EndOfBody end)
    {
        Context.Unwatch(_host);
        _isWhole = true;
        _body.End(end.Trailers);
        StopIfOver();
    }

    private void OnEnded()
    {
        _hasEnded = true;
        _host.Tell(CloseBody.Instance);
        StopIfOver();
    }

    private void StopIfOver()
    {
        if (_hasEnded && _isWhole)
            Context.Stop(Self);
    }

    private void Fail(Exception cause)
    {
        _stop.Abort(cause);
        _body.Fail(cause);
        Context.Stop(Self);
    }
}

/// <summary>A body of another node: its octets, and its trailers when it has ended.</summary>
internal sealed class OpenedBody
{
    private readonly TaskCompletionSource<Source<ReadOnlyMemory<byte>, NotUsed>> _octets = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Headers> _trailers = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The actor that is told when the octets have ended, or are no longer wanted.</summary>
    public IActorRef Reader { get; set; } = ActorRefs.Nobody;

    public Source<ReadOnlyMemory<byte>, NotUsed> Octets => Source.FromTaskSource(_octets.Task).WatchTermination((_, ended) =>
    {
        ended.PipeTo(Reader, ActorRefs.NoSender, () => BodyEnded.Instance, _ => BodyEnded.Instance);
        return NotUsed.Instance;
    });

    public Task<Headers> Trailers => _trailers.Task;

    public void Open(Source<ReadOnlyMemory<byte>, NotUsed> octets) => _octets.TrySetResult(octets);

    public void End(Headers trailers) => _trailers.TrySetResult(trailers);

    public void Fail(Exception cause)
    {
        _octets.TrySetException(cause);
        _trailers.TrySetException(cause);
        _ = (_octets.Task.Exception, _trailers.Task.Exception); // nobody may wait for them
    }
}
