using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Streams.Dsl;
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
    public readonly StreamRefSettings StreamRefSettings;
    public readonly bool IsDebugLogging;
    public readonly int MaxFixedBufferSize;
    public readonly int SyncProcessingLimit;

    private ActorMaterializerSettings(
        int initialInputBufferSize, int maxInputBufferSize, string dispatcher, Decider supervisionDecider, StreamRefSettings streamRefSettings,
        bool isDebugLogging, int maxFixedBufferSize, int syncProcessingLimit)
    {
        InitialInputBufferSize = initialInputBufferSize;
        MaxInputBufferSize = maxInputBufferSize;
        Dispatcher = string.IsNullOrEmpty(dispatcher) ? Dispatchers.DefaultDispatcherId : dispatcher;
        SupervisionDecider = supervisionDecider;
        StreamRefSettings = streamRefSettings;
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
        StreamRefSettings.Create(config.GetConfig("stream-ref")),
        config.GetBoolean("debug-logging", false),
        config.GetInt("max-fixed-buffer-size", 1000000000),
        config.GetInt("sync-processing-limit", 1000));

    public ActorMaterializerSettings WithInputBuffer(int initialSize, int maxSize) => Copy(initialInputBufferSize: initialSize, maxInputBufferSize: maxSize);

    public ActorMaterializerSettings WithDispatcher(string dispatcher) => Copy(dispatcher: dispatcher);

    public ActorMaterializerSettings WithSupervisionStrategy(Decider decider) => Copy(supervisionDecider: decider);

    public ActorMaterializerSettings WithDebugLogging(bool isEnabled) => Copy(isDebugLogging: isEnabled);

    public ActorMaterializerSettings WithMaxFixedBufferSize(int maxFixedBufferSize) => Copy(maxFixedBufferSize: maxFixedBufferSize);

    public ActorMaterializerSettings WithSyncProcessingLimit(int limit) => Copy(syncProcessingLimit: limit);

    private ActorMaterializerSettings Copy(
        int? initialInputBufferSize = null, int? maxInputBufferSize = null, string? dispatcher = null, Decider? supervisionDecider = null,
        bool? isDebugLogging = null, int? maxFixedBufferSize = null, int? syncProcessingLimit = null) => new(
        initialInputBufferSize ?? InitialInputBufferSize,
        maxInputBufferSize ?? MaxInputBufferSize,
        dispatcher ?? Dispatcher,
        supervisionDecider ?? SupervisionDecider,
        StreamRefSettings,
        isDebugLogging ?? IsDebugLogging,
        maxFixedBufferSize ?? MaxFixedBufferSize,
        syncProcessingLimit ?? SyncProcessingLimit);
}
