using AkkaH2.Actors;

// Pipeline and connection stop in their own time: what one still says to the other then is no news for the log (IDeadLetterSuppression).
namespace AkkaH2.Stages;

/// <summary>Pipeline → connection: the transport takes the next batch.</summary>
internal sealed class WriteDemand : ILocalMessage
{
    public static readonly WriteDemand Instance = new();
}

/// <summary>Pipeline → connection: nothing more comes in. The cause is null when the peer closed its side in order.</summary>
internal sealed record InputClosed(Exception? Cause) : ILocalMessage;

/// <summary>Pipeline → connection: nothing more goes out. The cause is null when we closed our side in order.</summary>
internal sealed record OutputClosed(Exception? Cause) : ILocalMessage;

/// <summary>Connection → pipeline: the batch is dealt with; read on.</summary>
internal sealed class BatchDone
{
    public static readonly BatchDone Instance = new();
}

/// <summary>Connection → pipeline: after what is written already, close our side.</summary>
internal sealed class CloseOutput
{
    public static readonly CloseOutput Instance = new();
}

/// <summary>Connection → pipeline: the connection has stopped; stop too.</summary>
internal sealed class ConnectionStopped
{
    public static readonly ConnectionStopped Instance = new();
}
