using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Streams.Implementation;

namespace Akka.Streams;

/// <summary>A materializer whose streams run in children of the actor, or of the system, that it was made for: they stop with it.</summary>
public abstract class ActorMaterializer : IMaterializer, IDisposable
{
    private static readonly Config Defaults = ConfigurationFactory.FromResource<ActorMaterializer>("Akka.Streams.reference.conf");

    protected ActorMaterializer()
    {
    }

    public abstract ActorMaterializerSettings Settings { get; }

    public abstract bool IsShutdown { get; }

    public abstract MessageDispatcher ExecutionContext { get; }

    public abstract ActorSystem System { get; }

    public abstract ILoggingAdapter Logger { get; }

    public abstract IActorRef Supervisor { get; }

    /// <summary>Where stage actors live.</summary>
    internal abstract ActorCell SupervisorCell { get; }

    public static Config DefaultConfig() => Defaults;

    /// <summary>
    /// A new materializer: it lives until the context's actor (or the system) stops, or until <see cref="Shutdown"/>.
    /// For a system, without settings: the one materializer that all share.
    /// </summary>
    public static ActorMaterializer Create(IActorRefFactory context, ActorMaterializerSettings? settings = null, string? namePrefix = null)
    {
        var system = ActorMaterializerImpl.SystemOf(context);
        if (context == system && settings is null) return SystemMaterializer.Of(system).SharedAs(namePrefix);
        return new ActorMaterializerImpl(system, context, settings ?? SystemMaterializer.Of(system).Settings, namePrefix ?? "Flow");
    }

    public abstract TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable);

    public abstract TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable, Attributes initialAttributes);

    public abstract IMaterializer WithNamePrefix(string namePrefix);

    public abstract ICancelable ScheduleOnce(TimeSpan delay, Action action);

    public abstract ICancelable ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action);

    public abstract ILoggingAdapter MakeLogger(object logSource);

    public abstract ActorMaterializerSettings EffectiveSettings(Attributes attributes);

    /// <summary>Stops all streams of this materializer; it makes no more.</summary>
    public abstract void Shutdown();

    public void Dispose() => Shutdown();
}

public static class ActorMaterializerExtensions
{
    public static ActorMaterializer Materializer(this IActorRefFactory context, ActorMaterializerSettings? settings = null, string? namePrefix = null) =>
        ActorMaterializer.Create(context, settings, namePrefix);
}

/// <summary>What streams keep per system: the settings its configuration gives, and the shared materializer.</summary>
internal sealed class SystemMaterializer
{
    private static readonly ConditionalWeakTable<ActorSystem, SystemMaterializer> All = [];

    private readonly ActorSystem _system;
    private ActorMaterializer? _shared;

    private SystemMaterializer(ActorSystem system)
    {
        _system = system;
        system.Settings.InjectTopLevelFallback(ActorMaterializer.DefaultConfig());
        Settings = ActorMaterializerSettings.Create(system.Settings.Config.GetConfig("akka.stream.materializer"));
    }

    public ActorMaterializerSettings Settings { get; }

    /// <summary>The shared one, whose streams bear another name.</summary>
    public ActorMaterializer SharedAs(string? namePrefix) => namePrefix is null ? Shared : (ActorMaterializer)Shared.WithNamePrefix(namePrefix);

    /// <summary>Made anew where somebody shut it down.</summary>
    private ActorMaterializer Shared
    {
        get
        {
            if (_shared is { IsShutdown: false } there) return there;
            lock (this)
            {
                if (_shared is null or { IsShutdown: true }) _shared = ActorMaterializer.Create(_system, Settings);
                return _shared;
            }
        }
    }

    public static SystemMaterializer Of(ActorSystem system) => All.GetValue(system, static s => new SystemMaterializer(s));
}
