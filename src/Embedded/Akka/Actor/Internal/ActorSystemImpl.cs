using System.Text;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor.Internal;

public partial class ActorSystemImpl : ExtendedActorSystem
{
    private readonly LocalActorRefProvider _provider;
    private readonly ExtensionTable _extensions;
    private readonly TerminationCallbacks _terminationCallbacks;

    public ActorSystemImpl(string name)
        : this(name, ConfigurationFactory.Load(), ActorSystemSetup.Empty)
    {
    }

    public ActorSystemImpl(string name, Config config, ActorSystemSetup setup, Option<Props>? guardianProps = null)
    {
        CheckName(name);
        Name = name;
        GuardianProps = guardianProps ?? Option<Props>.None;
        Settings = new Settings(this, config ?? throw new ArgumentNullException(nameof(config), "Configuration must not be null."), setup);
        EventStream = new EventStream(Settings.DebugEventStream);
        EventStream.StartStdoutLogger(Settings);
        Log = new BusLogging(EventStream, $"ActorSystem({name})", GetType(), Settings.LogFormatter);
        Scheduler = ConfiguredType.Make<IScheduler>(Settings.SchedulerClass, "akka.scheduler.implementation", Settings.Config, Log);
        _provider = new LocalActorRefProvider(name, Settings, EventStream);
        _extensions = new ExtensionTable(this);
        _terminationCallbacks = new TerminationCallbacks(_provider.TerminationTask, AfterTermination);
        Mailboxes = new Mailboxes(this);
        Dispatchers = new Dispatchers(this, new DefaultDispatcherPrerequisites(EventStream, Scheduler, Settings, Mailboxes), Log);
    }

    public Option<Props> GuardianProps { get; }

    public override Settings Settings { get; }

    public override string Name { get; }

    public override IActorRefProvider Provider => _provider;

    public override IActorRef DeadLetters => _provider.DeadLetters;

    public override IActorRef IgnoreRef => _provider.IgnoreRef;

    public override IInternalActorRef Guardian => _provider.Guardian;

    public override IInternalActorRef SystemGuardian => _provider.SystemGuardian;

    public override IInternalActorRef LookupRoot => _provider.RootGuardian;

    public override Dispatchers Dispatchers { get; }

    public override Mailboxes Mailboxes { get; }

    public override IScheduler Scheduler { get; }

    public override EventStream EventStream { get; }

    public override ILoggingAdapter Log { get; }

    public override IActorRef ActorOf(Props props, string name = null!) =>
        _provider.Guardian.Cell.AttachChild(props, isSystemService: false, name);

    public override IActorRef SystemActorOf(Props props, string name = null!) =>
        _provider.SystemGuardian.Cell.AttachChild(props, isSystemService: true, name);

    public override IActorRef SystemActorOf<TActor>(string name = null!) => SystemActorOf(Props.Create<TActor>(), name);

    public override ActorSelection ActorSelection(ActorPath actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this);

    public override ActorSelection ActorSelection(string actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this, LookupRoot);

    public override void Stop(IActorRef actor)
    {
        var parent = ((IInternalActorRef)actor).Parent;
        if (parent is LocalActorRef guardian && (guardian == Guardian || guardian == SystemGuardian))
            guardian.Cell.Stop(actor);
        else
            ((IInternalActorRef)actor).Stop();
    }

    public override object RegisterExtension(IExtensionId extension) =>
        extension is null ? null! : _extensions.Register(extension);

    public override object GetExtension(IExtensionId extensionId) =>
        _extensions.TryGet(extensionId.ExtensionType, out var extension) ? extension : null!;

    public override T GetExtension<T>() => _extensions.TryGet(typeof(T), out var extension) ? (T)extension : null!;

    public override bool TryGetExtension(Type extensionType, out object extension) => _extensions.TryGet(extensionType, out extension);

    public override bool TryGetExtension<T>(out T extension)
    {
        var found = _extensions.TryGet(typeof(T), out var any);
        extension = (any as T)!;
        return found;
    }

    public override bool HasExtension(Type type) => typeof(IExtension).IsAssignableFrom(type) && _extensions.TryGet(type, out _);

    public override bool HasExtension<T>() => _extensions.TryGet(typeof(T), out _);

    /// <summary>One line an actor, indented by depth.</summary>
    public override string PrintTree()
    {
        var text = new StringBuilder();
        Append((ActorRefWithCell)_provider.RootGuardian, 0);
        return text.ToString();

        void Append(ActorRefWithCell actor, int depth)
        {
            var name = actor.Path.Depth == 0 ? "/" : actor.Path.Name;
            text.Append(' ', depth * 4).AppendLine($"-> {name} {actor.Underlying.Props.Type.Name}");
            foreach (var child in actor.Children.OfType<ActorRefWithCell>())
                Append(child, depth + 1);
        }
    }

    public override string ToString() => LookupRoot.Path.Root.Address.ToString();

    private static void CheckName(string name)
    {
        if (string.IsNullOrEmpty(name) || !char.IsAsciiLetterOrDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new ArgumentException(
                $"Invalid ActorSystem name [{name}], must contain only word characters (i.e. [a-zA-Z0-9] plus non-leading '-' or '_')", nameof(name));
    }
}
