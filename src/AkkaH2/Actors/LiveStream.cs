using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>A live stream of a connection: the ledger's entry, the exchange, and the actor that works on it.</summary>
internal sealed class LiveStream(StreamId id, Window send, ReceiveWindow receive) : StreamEntry(id, send, receive)
{
    /// <summary>The exchange; null where the connection answered by itself.</summary>
    public Exchange? Exchange { get; set; }

    /// <summary>True once the endpoint has ended.</summary>
    public bool WorkEnded { get; set; }

    /// <summary>True once the response's head went out.</summary>
    public bool HeadSent { get; set; }

    /// <summary>True once the response's end went out: nothing of it was lost when the stream closed.</summary>
    public bool Finished { get; set; }
}
