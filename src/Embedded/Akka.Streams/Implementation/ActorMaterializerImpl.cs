using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.Streams.Implementation.Fusing;
using Akka.Streams.Implementation.Layout;

namespace Akka.Streams.Implementation;

internal sealed class ActorMaterializerImpl : ActorMaterializer
{
    /// <summary>One template a dispatcher, of which there are few.</summary>
    private static readonly ConcurrentDictionary<string, Props> IslandTemplates = [];

    private readonly Lifetime _lifetime;
    private readonly string _namePrefix;
    private readonly Attributes _attributes;
    private ILoggingAdapter? _logger;

    public ActorMaterializerImpl(ActorSystem system, IActorRefFactory context, ActorMaterializerSettings settings, string namePrefix)
    {
        System = system;
        Settings = settings;
        _namePrefix = namePrefix;
        _lifetime = new Lifetime();
        _attributes = settings.Attributes;
        Supervisor = context.ActorOf(StreamSupervisor.Props(_lifetime, settings.Dispatcher), StreamSupervisor.NextName());
    }

    private ActorMaterializerImpl(ActorMaterializerImpl other, string namePrefix)
    {
        System = other.System;
        Settings = other.Settings;
        Supervisor = other.Supervisor;
        _lifetime = other._lifetime;
        _attributes = other._attributes;
        _namePrefix = namePrefix;
    }

    public override ActorSystem System { get; }

    public override ActorMaterializerSettings Settings { get; }

    public override IActorRef Supervisor { get; }

    public override bool IsShutdown => _lifetime.IsOver;

    public override MessageDispatcher ExecutionContext => System.Dispatchers.Lookup(Settings.Dispatcher);

    public override ILoggingAdapter Logger => _logger ??= MakeLogger(nameof(ActorMaterializer));

    internal override ActorCell SupervisorCell => (ActorCell)((ActorRefWithCell)Supervisor).Underlying;

    public static ActorSystem SystemOf(IActorRefFactory context) => context switch
    {
        ActorSystem system => system,
        IActorContext actor => actor.System,
        null => throw new ArgumentNullException(nameof(context), "IActorRefFactory must be defined"),
        _ => throw new ArgumentException($"ActorRefFactory context must be an ActorSystem or ActorContext, got [{context.GetType()}]"),
    };

    public override IMaterializer WithNamePrefix(string namePrefix) => new ActorMaterializerImpl(this, namePrefix);

    public override TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable) => Materialize(runnable, Attributes.None);

    public override TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable, Attributes initialAttributes)
    {
        if (IsShutdown) throw AfterShutdown();

        var module = runnable.Module.Layout();
        var attributes = _attributes.And(initialAttributes);
        var session = new MaterializationSession(this, attributes.And(module.Attributes));
        var materialized = module.Materialize(session, attributes);
        Start(session);
        return MatCombine.Cast<TMat>(materialized);
    }

    public override ICancelable ScheduleOnce(TimeSpan delay, Action action)
    {
        var cancelable = new Cancelable(System.Scheduler);
        System.Scheduler.Advanced.ScheduleOnce(delay, action, cancelable);
        return cancelable;
    }

    public override ICancelable ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action)
    {
        var cancelable = new Cancelable(System.Scheduler);
        System.Scheduler.Advanced.ScheduleRepeatedly(initialDelay, interval, action, cancelable);
        return cancelable;
    }

    public override ILoggingAdapter MakeLogger(object logSource) => Logging.GetLogger(System, logSource);

    public override ActorMaterializerSettings EffectiveSettings(Attributes attributes)
    {
        var effective = Settings;
        foreach (var attribute in attributes.AttributeList)
            effective = attribute switch
            {
                Attributes.InputBuffer buffer => effective.WithInputBuffer(buffer.Initial, buffer.Max),
                ActorAttributes.Dispatcher dispatcher => effective.WithDispatcher(dispatcher.Name),
                ActorAttributes.SupervisionStrategy strategy => effective.WithSupervisionStrategy(strategy.Decider),
                ActorAttributes.SyncProcessingLimit limit => effective.WithSyncProcessingLimit(limit.Limit),
                _ => effective,
            };
        return effective;
    }

    public override void Shutdown()
    {
        if (_lifetime.End()) ((IInternalActorRef)Supervisor).Stop();
    }

    private static InvalidOperationException AfterShutdown() => new("Trying to materialize stream after materializer has been shutdown");

    private void Start(MaterializationSession session)
    {
        var number = _lifetime.NextFlow();
        for (var i = 0; i < session.Islands.Count; i++)
        {
            var island = session.Islands[i];
            if (island.Logics.Count == 0) continue;

            foreach (var logic in island.Logics) logic.Attached();
            island.Attach(SupervisorCell.AttachChild(PropsOf(island), isSystemService: false, $"{_namePrefix}-{number}-{i}"));
        }
    }

    private Props PropsOf(GraphInterpreter island)
    {
        var dispatcher = island.Attributes.GetAttribute<ActorAttributes.Dispatcher>()!.Name;
        var template = IslandTemplates.GetOrAdd(dispatcher, static name => Props.Create<IslandActor>([null!, 0]).WithDispatcher(name));
        return new IslandProps(template, island, island.Attributes.GetAttribute<ActorAttributes.SyncProcessingLimit>()!.Limit);
    }

    /// <summary>Makes the actor without reflection, and shares all else with the template.</summary>
    private sealed class IslandProps(Props template, GraphInterpreter island, int limit) : Props(template)
    {
        public override ActorBase NewActor() => new IslandActor(island, limit);

        protected override Props Copy() => new IslandProps(this, island, limit);
    }
}
