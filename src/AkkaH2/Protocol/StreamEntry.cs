using AkkaH2.Protocol.Priorities;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>What a connection knows of one live stream: its state, both windows, what waits to go out, and how much body was announced.</summary>
public class StreamEntry
{
    private PriorityParameters _answered; // what the response says of its own priority
    private int _uncredited; // octets of DATA that were received and not given back as credit yet

    /// <summary>A stream that has not begun, with its initial windows.</summary>
    public StreamEntry(StreamId id, Window send, ReceiveWindow receive) => (Id, SendWindow, Receive) = (id, send, receive);

    /// <summary>The stream's id.</summary>
    public StreamId Id { get; }

    /// <summary>RFC 9113 §5.1. Only the ledger changes it.</summary>
    public StreamState State { get; internal set; } = StreamState.Idle;

    /// <summary>True while a promise waits for its place: it may not open yet (RFC 9113 §5.1.2).</summary>
    public bool Held { get; internal set; }

    /// <summary>True for CONNECT: it carries DATA only (RFC 9113 §8.5).</summary>
    public bool IsTunnel { get; set; }

    /// <summary>What we may still send on this stream (RFC 9113 §6.9.1).</summary>
    public Window SendWindow { get; set; }

    /// <summary>What the peer may still send on this stream.</summary>
    public ReceiveWindow Receive { get; }

    /// <summary>What waits to go out.</summary>
    public Outbox Outbox { get; } = new();

    /// <summary>The content-length that the peer announced and has not sent yet; null if it announced none (RFC 9113 §8.1.1).</summary>
    public long? Unreceived { get; set; }

    /// <summary>The client asks for this priority; what the response itself said of it stays (RFC 9218 §8).</summary>
    internal void Ask(ResponsePriority asked) => Priority = asked.Merge(_answered);

    /// <summary>The response says this of its priority (RFC 9218 §8).</summary>
    internal void Answer(PriorityParameters answered) => Priority = Priority.Merge(_answered = answered);

    /// <summary>Takes DATA out of the stream's window and off the announced length; the peer's fault, if it is one.</summary>
    public Http2Error? Accept(DataFrame frame)
    {
        _uncredited += frame.FlowControlledLength;

        // RFC 9113 §6.9.1: DATA beyond the stream's window is a stream error FLOW_CONTROL_ERROR.
        if (!Receive.TryReceive(frame.FlowControlledLength))
            return new Http2Error.OnStream(Id, ErrorCode.FlowControlError, $"{frame} but {Receive.Available} octets left of its window");

        Unreceived -= frame.Data.Length;
        return Unreceived < 0 || (frame.EndStream && Unreceived > 0) ? WrongLength() : null;
    }

    /// <summary>The peer ends the body without DATA, by trailers; its fault, if octets are missing.</summary>
    public Http2Error? AcceptEnd()
    {
        // RFC 9113 §8.5: frames other than DATA and those that manage streams are a stream error in a tunnel.
        if (IsTunnel)
            return new Http2Error.OnStream(Id, ErrorCode.ProtocolError, "HEADERS in a tunnel");

        return Unreceived > 0 ? WrongLength() : null;
    }

    /// <summary>This much of the body is dealt with. Returns the increment to announce now, or 0.</summary>
    public int Credit(int octets)
    {
        _uncredited -= octets;
        return Receive.Consume(octets);
    }

    /// <summary>The stream is closed: the octets that nobody will read any more, once; they are still owed to the connection (RFC 9113 §6.9).</summary>
    public int TakeUncredited()
    {
        var octets = _uncredited;
        _uncredited = 0;
        return octets;
    }

    /// <summary>True while we may send HEADERS or DATA.</summary>
    public bool MaySend => State is StreamState.Open or StreamState.HalfClosedRemote || (State == StreamState.ReservedLocal && !Held);

    /// <summary>True while the peer may still send a body or trailers.</summary>
    public bool PeerIsSending => State is StreamState.Open or StreamState.HalfClosedLocal;

    // RFC 9113 §8.1.1: a body that is longer or shorter than its content-length is malformed.
    private Http2Error.OnStream WrongLength() => new(
        Id, ErrorCode.ProtocolError, $"malformed request: {Math.Abs(Unreceived!.Value)} octets {(Unreceived < 0 ? "more" : "fewer")} than its content-length");

    /// <summary>How it is sent among others (RFC 9218 §4).</summary>
    public ResponsePriority Priority { get; internal set; } = ResponsePriority.Unsignalled;

    /// <summary>What this stream waits for in the scheduler.</summary>
    internal Turn Awaits { get; set; }

    /// <summary>Its place in a list of streams that wait.</summary>
    internal LinkedListNode<StreamEntry> Place => field ??= new LinkedListNode<StreamEntry>(this);
}

/// <summary>What a stream waits for that has something to send.</summary>
internal enum Turn
{
    /// <summary>Nothing: it has nothing to send, or no window for it.</summary>
    None,

    /// <summary>To send what needs no window: a head, trailers or the end.</summary>
    Free,

    /// <summary>To send DATA, when its priority lets it.</summary>
    Data,
}
