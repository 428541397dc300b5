using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Dispatch;

public interface IDispatcherPrerequisites
{
    EventStream EventStream { get; }

    IScheduler Scheduler { get; }

    Settings Settings { get; }

    Mailboxes Mailboxes { get; }
}

public sealed class DefaultDispatcherPrerequisites : IDispatcherPrerequisites
{
    public DefaultDispatcherPrerequisites(EventStream eventStream, IScheduler scheduler, Settings settings, Mailboxes mailboxes)
    {
        EventStream = eventStream;
        Scheduler = scheduler;
        Settings = settings;
        Mailboxes = mailboxes;
    }

    public EventStream EventStream { get; }

    public IScheduler Scheduler { get; }

    public Settings Settings { get; }

    public Mailboxes Mailboxes { get; }
}

/// <summary>The dispatchers of a system by id, which is their path in the configuration. Made when first looked up.</summary>
public sealed class Dispatchers
{
    public static readonly string DefaultDispatcherId = "akka.actor.default-dispatcher";
    public static readonly string DefaultBlockingDispatcherId = "akka.actor.default-blocking-io-dispatcher";
    public static readonly string SynchronizedDispatcherId = "akka.actor.synchronized-dispatcher";

    private const int MaxAliases = 20;

    private readonly ActorSystem _system;
    private readonly ConcurrentDictionary<string, MessageDispatcherConfigurator> _configurators = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<MessageDispatcher, bool> _empty = new();

    public Dispatchers(ActorSystem system, IDispatcherPrerequisites prerequisites, ILoggingAdapter logger)
    {
        _system = system;
        Prerequisites = prerequisites;
        DefaultGlobalDispatcher = Lookup(DefaultDispatcherId);
    }

    public IDispatcherPrerequisites Prerequisites { get; }

    public MessageDispatcher DefaultGlobalDispatcher { get; }

    public Config DefaultDispatcherConfig => GetConfig(_system.Settings.Config, DefaultDispatcherId);

    public MessageDispatcher Lookup(string dispatcherName) => ConfiguratorOf(dispatcherName).Dispatcher();

    public bool HasDispatcher(string id) => _configurators.ContainsKey(id) || _system.Settings.Config.HasPath(id);

    public bool RegisterConfigurator(string id, MessageDispatcherConfigurator configurator) => _configurators.TryAdd(id, configurator);

    /// <summary>The section of a dispatcher with its id and the defaults; a string in its place is the id of another.</summary>
    public static Config GetConfig(Config config, string id, int depth = 0)
    {
        if (depth > MaxAliases)
            throw new ConfigurationException($"Dispatcher [{id}] is still an alias after {MaxAliases} of them: is there a loop?");

        if (!config.HasPath(id))
            throw new ConfigurationException($"Dispatcher [{id}] not configured");

        if (config.GetValue(id).IsString())
            return GetConfig(config, config.GetString(id), depth + 1);

        return ConfigurationFactory.ParseString($"id = \"{id}\"")
            .WithFallback(config.GetConfig(id))
            .WithFallback(config.GetConfig(DefaultDispatcherId));
    }

    /// <summary>Most actors run on the default dispatcher: that needs no look-up.</summary>
    internal MessageDispatcher LookupFor(Props props, out Config config)
    {
        var id = props.Deploy.Dispatcher;
        if (id == Deploy.NoDispatcherGiven)
        {
            config = DefaultGlobalDispatcher.Configurator.Config;
            return DefaultGlobalDispatcher;
        }

        var configurator = ConfiguratorOf(id);
        config = configurator.Config;
        return configurator.Dispatcher();
    }

    internal void ShutdownAtTheLatestWithSystem(MessageDispatcher dispatcher) => _empty[dispatcher] = true;

    internal void Forget(MessageDispatcher dispatcher) => _empty.TryRemove(dispatcher, out _);

    internal void ShutdownEmpty()
    {
        foreach (var dispatcher in _empty.Keys)
            dispatcher.ShutdownIfEmpty();
    }

    private MessageDispatcherConfigurator ConfiguratorOf(string id) =>
        _configurators.TryGetValue(id, out var configurator) ? configurator : _configurators.GetOrAdd(id, Make);

    private MessageDispatcherConfigurator Make(string id)
    {
        var config = GetConfig(_system.Settings.Config, id);
        var type = config.GetString("type");
        switch (type)
        {
            case "Dispatcher" or "TaskDispatcher" or "ForkJoinDispatcher": return new DispatcherConfigurator(config, Prerequisites);
            case "PinnedDispatcher": return new PinnedDispatcherConfigurator(config, Prerequisites);
            case "SynchronizedDispatcher": return new CurrentSynchronizationContextDispatcherConfigurator(config, Prerequisites);
            case null or "": throw new ConfigurationException($"Missing dispatcher type for [{id}]");
        }

        return ConfiguredType.Make<MessageDispatcherConfigurator>(type, $"{id}.type", config, Prerequisites);
    }
}
