using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>A live stream of a connection: the ledger's entry, the exchange, and the actor that works on it.</summary>
internal sealed class LiveStream(StreamId id, Window send, ReceiveWindow receive) : StreamEntry(id, send, receive)
{
    /// <summary>The exchange; null where the connection answered by itself.</summary>
    public Exchange? Exchange { get; set; }

    /// <summary>The request's body; null if it has none, or nobody will read it.</summary>
    public RequestBody? Body { get; set; }

    /// <summary>True once the endpoint has ended.</summary>
    public bool WorkEnded { get; set; }

    /// <summary>Set when the response refuses the request: with this code its rest is refused too, once the response is out.</summary>
    public ErrorCode? RefusesRest { get; set; }

    /// <summary>True once the response's end went out: nothing of it was lost when the stream closed.</summary>
    public bool Finished { get; set; }
}
