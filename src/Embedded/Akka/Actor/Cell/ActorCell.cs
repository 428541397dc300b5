using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>
/// The context of one actor: its mailbox, behaviour, children, watchers and failure state. Everything but sending to it
/// happens on the thread that runs its mailbox. What few actors need is null until it is needed.
/// </summary>
public partial class ActorCell : IUntypedActorContext, ICell
{
    public const int UndefinedUid = 0;

    /// <summary>The behaviour that is an <see cref="UntypedReceive"/>, of whoever runs: it costs the actor one delegate, not two.</summary>
    private static readonly Receive Untyped = static message =>
    {
        Current!._untyped!(message);
        return true;
    };

    private readonly ActorSystemImpl _system;
    private readonly IInternalActorRef _self;
    private readonly IInternalActorRef _parent;
    private readonly MessageDispatcher _dispatcher;
    private Props _props;
    private Mailbox _mailbox = null!;
    private ActorBase? _actor;
    private Receive _receive = ActorBase.Initially;
    private UntypedReceive? _untyped;
    private Stack<Receive>? _shadowed;
    private object? _currentMessage;
    private IActorRef? _sender;
    private int _currentEnvelopeId;
    private bool _terminated;
    private ActorTaskScheduler? _taskScheduler;

    public ActorCell(ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef parent)
    {
        _system = system;
        _self = self;
        _props = props;
        _dispatcher = dispatcher;
        _parent = parent;
    }

    internal static ActorCell? Current
    {
        get => InternalCurrentActorCellKeeper.Current;
        set => InternalCurrentActorCellKeeper.Current = value!;
    }

    public ActorSystem System => _system;

    public ActorSystemImpl SystemImpl => _system;

    public IActorRef Self => _self;

    public IInternalActorRef Parent => _parent;

    IActorRef IActorContext.Parent => _parent;

    public Props Props => _props;

    public MessageDispatcher Dispatcher => _dispatcher;

    public Mailbox Mailbox => Volatile.Read(ref _mailbox);

    public object CurrentMessage => _currentMessage!;

    public IActorRef Sender => _sender ?? _system.DeadLetters;

    public int CurrentEnvelopeId => _currentEnvelopeId;

    public bool HasMessages => Mailbox.HasMessages;

    public int NumberOfMessages => Mailbox.NumberOfMessages;

    public bool IsLocal => true;

    public bool IsTerminated => Mailbox.IsClosed;

    public virtual ActorTaskScheduler TaskScheduler =>
        Volatile.Read(ref _taskScheduler) ?? Interlocked.CompareExchange(ref _taskScheduler, new ActorTaskScheduler(this), null) ?? _taskScheduler!;

    internal ActorBase? Actor => _actor;

    internal IActorRef? CurrentSenderOrNull => _sender;

    public static IActorRef GetCurrentSelfOrNoSender() => Current?._self!;

    public static IActorRef GetCurrentSenderOrNoSender() => Current is { _sender: { } sender } ? sender : ActorRefs.NoSender;

    public void Become(Receive receive) => _receive = receive;

    public void BecomeStacked(Receive receive)
    {
        (_shadowed ??= new Stack<Receive>(1)).Push(_receive);
        _receive = receive;
    }

    void IUntypedActorContext.Become(UntypedReceive receive)
    {
        // What is shadowed may be the one of the field.
        if (_shadowed is { Count: > 0 })
            Become(Typed(receive));
        else
            (_untyped, _receive) = (receive, Untyped);
    }

    void IUntypedActorContext.BecomeStacked(UntypedReceive receive) => BecomeStacked(Typed(receive));

    public void UnbecomeStacked()
    {
        if (_shadowed is { Count: > 0 } shadowed)
            _receive = shadowed.Pop();
    }

    public ActorSelection ActorSelection(string path) => ActorRefFactoryShared.ActorSelection(path, _system, _self);

    public ActorSelection ActorSelection(ActorPath path) => ActorRefFactoryShared.ActorSelection(path, _system);

    private static Receive Typed(UntypedReceive receive) => message =>
    {
        receive(message);
        return true;
    };
}
