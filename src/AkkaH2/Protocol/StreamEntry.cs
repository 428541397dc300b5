using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>What a connection knows of one live stream: its state, both windows, what waits to go out, and how much body was announced.</summary>
public class StreamEntry
{
    /// <summary>A stream that has not begun, with its initial windows.</summary>
    public StreamEntry(StreamId id, Window send, ReceiveWindow receive)
    {
        (Id, SendWindow, Receive) = (id, send, receive);
        Place = new LinkedListNode<StreamEntry>(this);
    }

    /// <summary>The stream's id.</summary>
    public StreamId Id { get; }

    /// <summary>RFC 9113 §5.1. Only the ledger changes it.</summary>
    public StreamState State { get; internal set; } = StreamState.Idle;

    /// <summary>What we may still send on this stream (RFC 9113 §6.9.1).</summary>
    public Window SendWindow { get; set; }

    /// <summary>What the peer may still send on this stream.</summary>
    public ReceiveWindow Receive { get; }

    /// <summary>What waits to go out.</summary>
    public Outbox Outbox { get; } = new();

    /// <summary>The content-length that the peer announced and has not sent yet; null if it announced none (RFC 9113 §8.1.1).</summary>
    public long? Unreceived { get; set; }

    /// <summary>True while the peer may still send a body or trailers.</summary>
    public bool PeerIsSending => State is StreamState.Open or StreamState.HalfClosedLocal;

    /// <summary>Where the scheduler holds this stream; in no list while it has nothing to send.</summary>
    internal LinkedListNode<StreamEntry> Place { get; }
}
