using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>All actors are in this process.</summary>
public sealed class LocalActorRefProvider : IActorRefProvider
{
    private readonly RootActorPath _rootPath;
    private readonly ActorPath _tempNode;
    private readonly TaskCompletionSource<Status> _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, IInternalActorRef> _extraNames = [];
    private readonly Deployments _deployments;
    private ActorSystemImpl _system = null!;
    private VirtualPathContainer _tempContainer = null!;
    private RootGuardianActorRef _rootGuardian = null!;
    private LocalActorRef _userGuardian = null!;
    private LocalActorRef _systemGuardian = null!;
    private long _tempNumber;

    public LocalActorRefProvider(string systemName, Settings settings, EventStream eventStream)
    {
        Settings = settings;
        _deployments = new Deployments(settings.Config);
        EventStream = eventStream;
        _rootPath = new RootActorPath(new Address("akka", systemName));
        _tempNode = _rootPath / "temp";
        DeadLetters = new DeadLetterActorRef(this, _rootPath / "deadLetters", eventStream);
        IgnoreRef = new IgnoreActorRef(this);
    }

    public IActorRef DeadLetters { get; }

    public IActorRef IgnoreRef { get; }

    public EventStream EventStream { get; }

    public Settings Settings { get; }

    public ActorPath RootPath => _rootPath;

    public Address DefaultAddress => _rootPath.Address;

    public IInternalActorRef RootGuardian => _rootGuardian;

    public LocalActorRef Guardian => _userGuardian;

    public LocalActorRef SystemGuardian => _systemGuardian;

    public IInternalActorRef TempContainer => _tempContainer;

    public Task TerminationTask => _terminated.Task;

    public ILoggingAdapter Log => _system.Log;

    public void Init(ActorSystemImpl system)
    {
        _system = system;
        var dispatcher = system.Dispatchers.DefaultGlobalDispatcher;
        var mailbox = system.Mailboxes.Lookup(Mailboxes.DefaultMailboxId);
        var supervisor = new RootGuardianSupervisor(_rootPath, this, _terminated, EventStream);
        var rootProps = GuardianProps(SupervisorStrategy.StoppingStrategy);
        _rootGuardian = new RootGuardianActorRef(
            system, rootProps, dispatcher, mailbox, supervisor, _rootPath, (IInternalActorRef)DeadLetters, _extraNames);
        _rootGuardian.Start();

        var userProps = system.GuardianProps.GetOrElse(GuardianProps(UserStrategy()));
        _userGuardian = (LocalActorRef)_rootGuardian.Cell.AttachChild(userProps, isSystemService: false, "user");
        var systemProps = Props.Create<SystemGuardianActor>(_userGuardian);
        _systemGuardian = (LocalActorRef)_rootGuardian.Cell.AttachChild(systemProps, isSystemService: true, "system");

        _tempContainer = new VirtualPathContainer(this, _tempNode, _rootGuardian);
        _rootGuardian.SetTempContainer(_tempContainer);
        _systemGuardian.SendSystemMessage(new Dispatch.SysMsg.Watch(_userGuardian, _systemGuardian));
        _rootGuardian.SendSystemMessage(new Dispatch.SysMsg.Watch(_systemGuardian, _rootGuardian));
    }

    public void RegisterExtraName(string name, IInternalActorRef actor) => _extraNames[name] = actor;

    public ActorPath TempPath()
    {
        var name = "$" + Interlocked.Increment(ref _tempNumber).ToString("x");
        return new ChildActorPath(_tempNode, name, ActorCell.UndefinedUid);
    }

    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) => _tempContainer.AddChild(path.Name, actorRef);

    public void UnregisterTempActor(ActorPath path) => _tempContainer.RemoveChild(path.Name);

    public FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs) => new(tcs, null!, this);

    public IActorRef RootGuardianAt(Address address) => address == _rootPath.Address ? _rootGuardian : DeadLetters;

    public Address GetExternalAddressFor(Address address) => address == _rootPath.Address ? address : null!;

    public IActorRef ResolveActorRef(string path) =>
        ActorPath.TryParse(path, out var actorPath) ? ResolveActorRef(actorPath) : DeadLetters;

    public IActorRef ResolveActorRef(ActorPath path)
    {
        if (path.Root != _rootPath)
            return DeadLetters;

        var names = path.Elements;
        var found = path.Depth == 0 ? _rootGuardian : _rootGuardian.GetChild(names);
        return found.IsNobody() || (path.Uid != ActorCell.UndefinedUid && path.Uid != found.Path.Uid)
            ? new EmptyLocalActorRef(this, path, EventStream)
            : found;
    }

    public IInternalActorRef ActorOf(
        ActorSystemImpl system,
        Props props,
        IInternalActorRef supervisor,
        ActorPath path,
        bool systemService,
        Deploy deploy,
        bool lookupDeploy,
        bool async)
    {
        if (lookupDeploy)
            props = _deployments.Apply(props, path);

        var dispatcher = system.Dispatchers.LookupFor(props, out var dispatcherConfig);
        var mailboxType = system.Mailboxes.GetMailboxType(props, dispatcherConfig);
        return new LocalActorRef(system, props, dispatcher, mailboxType, supervisor, path);
    }

    private static Props GuardianProps(SupervisorStrategy strategy) => Props.Create<GuardianActor>().WithSupervisorStrategy(strategy);

    private SupervisorStrategy UserStrategy() => SupervisorStrategyConfigurator.CreateConfigurator(Settings.SupervisorStrategyClass).Create();
}
