using Akka.Actor.Internal;
using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>Makes the dispatcher of one id. A type named in configuration is made with its section and the prerequisites.</summary>
public abstract class MessageDispatcherConfigurator
{
    protected MessageDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    {
        Config = config;
        Prerequisites = prerequisites;
    }

    public Config Config { get; }

    public IDispatcherPrerequisites Prerequisites { get; }

    public abstract MessageDispatcher Dispatcher();

    protected ExecutorServiceConfigurator ConfigureExecutor()
    {
        var executor = Config.GetString("executor", "default-executor");
        return executor switch
        {
            null or "" or "default-executor" or "thread-pool-executor" or "channel-executor" or "task-executor" =>
                new ThreadPoolExecutorConfigurator(Config, Prerequisites),
            "fork-join-executor" => new DedicatedThreadsConfigurator(Config.GetConfig("fork-join-executor") ?? Config, Prerequisites),
            "current-context-executor" => new CurrentContextExecutorConfigurator(Config, Prerequisites),
            _ => ConfiguredType.Make<ExecutorServiceConfigurator>(executor, $"{ConfiguredId()}.executor", Config, Prerequisites),
        };
    }

    internal long? DeadlineTicks() => Config.GetTimeSpan("throughput-deadline-time", TimeSpan.Zero) is { Ticks: > 0 } time ? time.Ticks : null;

    internal int ConfiguredThroughput() => Config.GetInt("throughput", MessageDispatcher.DefaultThroughput);

    internal TimeSpan ConfiguredShutdownTimeout() => Config.GetTimeSpan("shutdown-timeout", TimeSpan.FromSeconds(1));

    internal string ConfiguredId() => Config.GetString("id");
}

public sealed class DispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly MessageDispatcher _dispatcher;

    public DispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) =>
        _dispatcher = new Dispatcher(this, ConfiguredId(), ConfiguredThroughput(), DeadlineTicks(), ConfigureExecutor(), ConfiguredShutdownTimeout());

    public override MessageDispatcher Dispatcher() => _dispatcher;
}

/// <summary>Every look-up is for one more actor, and each has a thread of its own.</summary>
internal sealed class PinnedDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    public override MessageDispatcher Dispatcher()
    {
        var oneThread = new DedicatedThreadsConfigurator(Config, Prerequisites, threads: 1);
        return new PinnedDispatcher(this, ConfiguredId(), ConfiguredThroughput(), DeadlineTicks(), oneThread, ConfiguredShutdownTimeout());
    }
}

internal sealed class CurrentSynchronizationContextDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    public override MessageDispatcher Dispatcher()
    {
        var context = new CurrentContextExecutorConfigurator(Config, Prerequisites);
        return new CurrentSynchronizationContextDispatcher(
            this, ConfiguredId(), ConfiguredThroughput(), DeadlineTicks(), context, ConfiguredShutdownTimeout());
    }
}
