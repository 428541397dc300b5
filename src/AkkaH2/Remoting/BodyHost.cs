using Akka;
using Akka.Actor;
using AkkaH2.Actors;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace AkkaH2.Remoting;

/// <summary>
/// A body that is read on another node, on the node where it comes from. Its reader opens it, once, and gets it as a stream ref in pieces that a message may
/// have; the reader's demand is the demand on the body. The two actors watch each other, since a stream ref itself does not hear of a lost node: when the
/// reader is gone, the body is cancelled. One that nobody opens is given up when that is said, and else after <c>akka.h2.remote.open-timeout</c>.
/// </summary>
internal sealed class BodyHost : UntypedActor
{
    private readonly HostedBody _body;
    private readonly RemoteSettings _settings;
    private UniqueKillSwitch? _stop;
    private IActorRef _reader = ActorRefs.Nobody;

    public BodyHost(HostedBody body, RemoteSettings settings) => (_body, _settings) = (body, settings);

    public static IActorRef Start(ExtendedActorSystem system, HostedBody body, RemoteSettings settings) =>
        system.SystemActorOf(Props.Create(() => new BodyHost(body, settings)));

    protected override void PreStart() => Context.AwaitWithin(_settings.OpenTimeout);

    protected override void PostStop()
    {
        if (_stop is null)
            _body.Abandon();
        else
            _stop.Shutdown();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case OpenBody open when _stop is null: Open(open.Reader); break;
            case OpenBody open: open.Reader.Tell(new Status.Failure(new InvalidOperationException("This body has a reader already."))); break;
            case CloseBody when _stop is null: Context.Stop(Self); break;
            case CloseBody: _stop.Shutdown(); break;
            case BodyEnded: OnEnded(); break;
            case ReceiveTimeout or Terminated: Context.Stop(Self); break;
            default: Unhandled(message); break;
        }
    }

    private void Open(IActorRef reader)
    {
        Context.SetReceiveTimeout(null);
        Context.Watch(_reader = reader);
        var ((stop, ended), sourceRef) = _body.Octets
            .ViaMaterialized(KillSwitches.Single<ReadOnlyMemory<byte>>(), Keep.Right)
            .SelectMany(Pieces)
            .WatchTermination(Keep.Both)
            .ToMaterialized(StreamRefs.SourceRef<byte[]>(), Keep.Both)
            .Run(Context.System.Materializer());
        _stop = stop;
        sourceRef.PipeTo(reader, Self);
        ended.PipeTo(Self, success: () => BodyEnded.Instance, failure: _ => BodyEnded.Instance);
    }

    // A failure went through the stream; the trailers of a failed body are not there.
    private void OnEnded()
    {
        _reader.Tell(new EndOfBody(_body.Trailers()));
        Context.Stop(Self);
    }

    private IEnumerable<byte[]> Pieces(ReadOnlyMemory<byte> octets)
    {
        for (var at = 0; at < octets.Length; at += _settings.Chunk)
            yield return octets.Slice(at, Math.Min(_settings.Chunk, octets.Length - at)).ToArray();
    }
}

/// <summary>A body, and what is to be done at its end.</summary>
/// <param name="Octets">Runs once, when a reader opens it.</param>
/// <param name="Trailers">The fields behind it, when it has ended.</param>
/// <param name="Abandon">Called if nobody opens it.</param>
internal sealed record HostedBody(Source<ReadOnlyMemory<byte>, NotUsed> Octets, Func<Headers> Trailers, Action Abandon);

/// <summary>To BodyHost and BodyReader, from their stream: it has ended, in whatever way.</summary>
internal sealed class BodyEnded : ILocalMessage
{
    public static readonly BodyEnded Instance = new();
}
