using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Decider = Akka.Streams.Supervision.Decider;
using Deciders = Akka.Streams.Supervision.Deciders;

namespace Akka.Streams;

/// <summary>How streams of a materializer run, where their attributes say nothing else.</summary>
public sealed class ActorMaterializerSettings
{
    public readonly int InitialInputBufferSize;
    public readonly int MaxInputBufferSize;
    public readonly string Dispatcher;
    public readonly Decider SupervisionDecider;
    public readonly bool IsDebugLogging;
    public readonly int MaxFixedBufferSize;
    public readonly int SyncProcessingLimit;

    private ActorMaterializerSettings(
        int initialInputBufferSize, int maxInputBufferSize, string dispatcher, Decider supervisionDecider,
        bool isDebugLogging, int maxFixedBufferSize, int syncProcessingLimit)
    {
        InitialInputBufferSize = initialInputBufferSize;
        MaxInputBufferSize = maxInputBufferSize;
        Dispatcher = string.IsNullOrEmpty(dispatcher) ? Dispatchers.DefaultDispatcherId : dispatcher;
        SupervisionDecider = supervisionDecider;
        IsDebugLogging = isDebugLogging;
        MaxFixedBufferSize = maxFixedBufferSize;
        SyncProcessingLimit = syncProcessingLimit;
        Attributes = new Attributes(
            new Attributes.InputBuffer(InitialInputBufferSize, MaxInputBufferSize),
            new ActorAttributes.Dispatcher(Dispatcher),
            new ActorAttributes.SupervisionStrategy(SupervisionDecider),
            new ActorAttributes.SyncProcessingLimit(SyncProcessingLimit));
    }

    /// <summary>The same, as every stage inherits it.</summary>
    internal Attributes Attributes { get; }

    /// <summary>What <c>akka.stream.materializer</c> says. It is read once for each system.</summary>
    public static ActorMaterializerSettings Create(ActorSystem system) => SystemMaterializer.Of(system).Settings;

    internal static ActorMaterializerSettings Create(Config config) => new(
        config.GetInt("initial-input-buffer-size", 4),
        config.GetInt("max-input-buffer-size", 16),
        config.GetString("dispatcher", string.Empty),
        Deciders.StoppingDecider,
        config.GetBoolean("debug-logging", false),
        config.GetInt("max-fixed-buffer-size", 1000000000),
        config.GetInt("sync-processing-limit", 1000));

    public ActorMaterializerSettings WithInputBuffer(int initialSize, int maxSize) => new(
        initialSize, maxSize, Dispatcher, SupervisionDecider, IsDebugLogging, MaxFixedBufferSize, SyncProcessingLimit);

    public ActorMaterializerSettings WithDispatcher(string dispatcher) => new(
        InitialInputBufferSize, MaxInputBufferSize, dispatcher, SupervisionDecider, IsDebugLogging, MaxFixedBufferSize, SyncProcessingLimit);

    public ActorMaterializerSettings WithSupervisionStrategy(Decider decider) => new(
        InitialInputBufferSize, MaxInputBufferSize, Dispatcher, decider, IsDebugLogging, MaxFixedBufferSize, SyncProcessingLimit);

    public ActorMaterializerSettings WithDebugLogging(bool isEnabled) => new(
        InitialInputBufferSize, MaxInputBufferSize, Dispatcher, SupervisionDecider, isEnabled, MaxFixedBufferSize, SyncProcessingLimit);

    public ActorMaterializerSettings WithMaxFixedBufferSize(int maxFixedBufferSize) => new(
        InitialInputBufferSize, MaxInputBufferSize, Dispatcher, SupervisionDecider, IsDebugLogging, maxFixedBufferSize, SyncProcessingLimit);

    public ActorMaterializerSettings WithSyncProcessingLimit(int limit) => new(
        InitialInputBufferSize, MaxInputBufferSize, Dispatcher, SupervisionDecider, IsDebugLogging, MaxFixedBufferSize, limit);
}
