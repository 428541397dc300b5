using Akka.Actor;
using AkkaH2.Diagnostics;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Actors;

/// <summary>The top of AkkaH2's tree, one a system: parent of all listeners and clients, of <see cref="LostRequests"/> and of each <see cref="Census"/>. One that fails is stopped; the others go on.</summary>
internal sealed class Http2Guardian : UntypedActor
{
    private readonly HashSet<IActorRef> _branches = []; // listeners and clients
    private readonly List<LogFrames> _logFrames = []; // what counts of them, for branches to come
    private int _listeners;
    private int _clients = 1; // that share a name with another one

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart() => Context.ActorOf(LostRequests.Props, "lost-requests");

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IOwnNodeMessage when Context.IsAskedElsewhere(): Context.RefuseElsewhere(message); break;
            case Listen listen: OnListen(listen); break;
            case OpenClient open: OnOpenClient(open.Setup); break;
            case GetListeners: BeginCensus(_branches, null); break;
            case GetConnections get: BeginCensus(_branches, get.Query); break;
            case TakeCensus take: BeginCensus(take.Of ?? _branches, take.Query); break;
            case LogFrames log: Tell(log); break;
            case Terminated gone: _branches.Remove(gone.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void OnListen(Listen listen)
    {
        var name = $"listener-{++_listeners}-{Uri.EscapeDataString(listen.Listener.LocalEndPoint.ToString() ?? "")}";
        Sender.Tell(Add(Context.ActorOf(BindingActor.Props(listen), name)));
    }

    // The name says where it goes; where several go to one origin, the others are numbered.
    private void OnOpenClient(ClientSetup setup)
    {
        var name = $"client-{Uri.EscapeDataString($"{setup.Origin.Host}:{setup.Origin.Port}")}";
        if (!Context.Child(name).IsNobody())
            name = $"{name}-{++_clients}";
        Sender.Tell(Add(Context.ActorOf(ClientActor.Props(setup), name)));
    }

    private IActorRef Add(IActorRef branch)
    {
        _branches.Add(Context.Watch(branch));
        foreach (var log in _logFrames)
            branch.Tell(log);
        return branch;
    }

    private void Tell(LogFrames log)
    {
        _logFrames.RemoveAll(before => log.Network is null || before.Network == log.Network);
        _logFrames.Add(log);
        foreach (var branch in _branches)
            branch.Tell(log);
    }

    private void BeginCensus(IReadOnlyCollection<IActorRef> branches, ConnectionQuery? query) => Context.ActorOf(Census.Props([.. branches], query, Sender));
}

/// <summary>To the guardian: supervise a client. Answered with its <see cref="IActorRef"/>.</summary>
internal sealed record OpenClient(ClientSetup Setup) : ILocalMessage;

/// <summary>To the guardian: keep this bound, and serve it. Answered with the <see cref="IActorRef"/> of its <see cref="BindingActor"/>.</summary>
/// <param name="listener">Bound.</param>
/// <param name="setup">What its connections share.</param>
/// <param name="http1">Serves HTTP/1.1.</param>
/// <param name="tls">Speaks TLS.</param>
/// <param name="transport">The name of the transport.</param>
/// <param name="bind">Binds the same endpoint anew.</param>
internal sealed class Listen(ITransportListener listener, ServerSetup setup, IHttp1Engine? http1, TlsServer? tls, string transport, Func<Task<ITransportListener>> bind)
    : ILocalMessage
{
    private volatile ITransportListener _listener = listener;

    /// <summary>The one that is bound now, or was last.</summary>
    public ITransportListener Listener { get => _listener; set => _listener = value; }

    /// <summary>As the next listener begins; for its <see cref="BindingActor"/>.</summary>
    public ServerSetup Setup { get; set; } = setup;

    public IHttp1Engine? Http1 => http1;

    public TlsServer? Tls => tls;

    public string Transport => transport;

    /// <summary>For whoever watches; the figures of a listener that is there are its own.</summary>
    public ListenerSnapshot Describe(IActorRef binding, ListenerPhase phase) => new()
    {
        Actor = binding,
        EndPoint = Listener.LocalEndPoint,
        Transport = transport,
        IsTls = tls is not null,
        Phase = phase,
        MaxConnections = Setup.Settings.MaxConnections,
        FailedHandshakes = tls?.FailedHandshakes ?? 0,
        Ended = Setup.Ended.Totals,
    };

    public Task<ITransportListener> Bind() => bind();
}
