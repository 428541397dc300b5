using Akka.Actor;

namespace AkkaH2.Stages;

/// <summary>Pipeline → connection: the graph runs; talk to it through this ref.</summary>
internal sealed record PipelineReady(IActorRef Pipeline);

/// <summary>Pipeline → connection: the transport takes the next batch.</summary>
internal sealed class WriteDemand
{
    public static readonly WriteDemand Instance = new();
}

/// <summary>Pipeline → connection: nothing more comes in. The cause is null when the peer closed its side in order.</summary>
internal sealed record InputClosed(Exception? Cause);

/// <summary>Pipeline → connection: nothing more goes out. The cause is null when we closed our side in order.</summary>
internal sealed record OutputClosed(Exception? Cause);

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
