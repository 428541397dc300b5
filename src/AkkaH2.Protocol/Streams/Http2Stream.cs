using AkkaH2.Protocol.Priorities;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>One stream of a connection (RFC 9113 §5): its state, both windows, its output, the announced length of its body, and the work on it.</summary>
public sealed class Http2Stream
{
    private ReceiveWindow _receive;
    private Outbox _outbox;
    private PriorityParameters _answered; // what the response says of its own priority

    internal Http2Stream(StreamId id, Window send, ReceiveWindow receive, TimeSpan now = default) => (Id, SendWindow, _receive, Began) = (id, send, receive, now);

    /// <summary>The stream's id (RFC 9113 §5.1.1).</summary>
    public StreamId Id { get; private set; }

    /// <summary>RFC 9113 §5.1.</summary>
    internal StreamState State { get; set; } = StreamState.Idle;

    /// <summary>Free for the application; the connection does not look at it.</summary>
    public object? UserState { get; set; }

    /// <summary>True while the peer may still send a body or trailers: the stream is open or half-closed (local) (RFC 9113 §5.1).</summary>
    public bool PeerIsSending => State is StreamState.Open or StreamState.HalfClosedLocal;

    /// <summary>What is known of a response that did not come whole; told before <see cref="IHttp2Events.OnAborted"/>.</summary>
    public StreamFault Fault { get; internal set; }

    /// <summary>True for CONNECT: it carries DATA only (RFC 9113 §8.5).</summary>
    internal bool IsTunnel { get; set; }

    /// <summary>True while a promise, or a request whose HEADERS have not gone out, waits for its place: it may not open yet (RFC 9113 §5.1.2).</summary>
    internal bool Held { get; set; }

    /// <summary>The priority of its response that was asked for while it was held; null if none was.</summary>
    internal string? AsksLater { get; set; }

    /// <summary>The octets that we may still send on this stream (RFC 9113 §6.9.1).</summary>
    internal Window SendWindow { get; set; }

    /// <summary>The octets that the peer may still send on this stream.</summary>
    internal ref ReceiveWindow Receive => ref _receive;

    /// <summary>The output that waits to go out.</summary>
    internal ref Outbox Outbox => ref _outbox;

    /// <summary>Octets of DATA that were received and not given back as credit yet: what is in memory.</summary>
    internal int Unread { get; private set; }

    /// <summary>Octets of DATA that have come, padding included.</summary>
    internal long OctetsReceived { get; private set; }

    /// <summary>Octets of DATA that have gone out, or are in a batch that does.</summary>
    internal long OctetsSent { get; set; }

    /// <summary>When it began.</summary>
    internal TimeSpan Began { get; private set; }

    /// <summary>The content-length that the peer announced and has not sent yet; null if it announced none (RFC 9113 §8.1.1).</summary>
    internal long? Unreceived { get; set; }

    /// <summary>True while the client waits for 100 (continue) before it sends its body (RFC 9110 §10.1.1).</summary>
    internal bool AwaitsContinue { get; set; }

    /// <summary>True once a client has read the response's head.</summary>
    internal bool HasResponse { get; set; }

    /// <summary>True if a client asked with HEAD: the response has no body (RFC 9110 §9.3.2).</summary>
    internal bool IsHeadRequest { get; set; }

    /// <summary>True if no rate is asked of the peer.</summary>
    internal bool MayBeSlow { get; set; }

    /// <summary>True while nobody will read what the peer sends: it is consumed by arriving.</summary>
    internal bool DropsBody { get; set; }

    /// <summary>The work on it.</summary>
    internal WorkState Work { get; set; }

    /// <summary>Set when the response refuses the request: with this code its rest is refused too, once the response is out.</summary>
    internal ErrorCode? RefusesRest { get; set; }

    /// <summary>True once the response is complete, sent by a server or received by a client: nothing of it is lost when the stream closes.</summary>
    internal bool IsAnswered { get; set; }

    /// <summary>When the request must have the beginning of its response; <see cref="TimeSpan.MaxValue"/> if it has time.</summary>
    internal TimeSpan Deadline { get; set; } = TimeSpan.MaxValue;

    /// <summary>True once it waits for room: the queue there keeps it, so its object does not become another stream.</summary>
    internal bool IsKept { get; set; }

    /// <summary>How fast the peer sends the body; null if none is to come.</summary>
    internal RateMeter? BodyRate { get; set; }

    /// <summary>How fast the peer takes DATA that its windows held up; null while they never did.</summary>
    internal RateMeter? ResponseRate { get; set; }

    /// <summary>How it is sent among others (RFC 9218 §4).</summary>
    internal ResponsePriority Priority { get; private set; } = ResponsePriority.Unsignalled;

    /// <summary>The thing that this stream waits for in the scheduler.</summary>
    internal Waiting Awaits { get; set; }

    /// <summary>The stream before it in the <see cref="StreamList"/> that it waits in.</summary>
    internal Http2Stream? Previous { get; set; }

    /// <summary>The stream behind it there.</summary>
    internal Http2Stream? Next { get; set; }

    /// <summary>True while we may send HEADERS or DATA.</summary>
    internal bool MaySend => !Held && State is StreamState.Open or StreamState.HalfClosedRemote or StreamState.ReservedLocal;

    /// <summary>The object becomes another stream: nothing of the old one is left.</summary>
    internal void Renew(StreamId id, Window send, ReceiveWindow receive, TimeSpan now)
    {
        (Id, SendWindow, _receive, _outbox) = (id, send, receive, default);
        (Began, OctetsReceived, OctetsSent) = (now, 0, 0);
        (State, Work, Awaits, Deadline, Unread, Unreceived, RefusesRest) = (StreamState.Idle, WorkState.None, Waiting.Nothing, TimeSpan.MaxValue, 0, null, null);
        (IsTunnel, Held, AwaitsContinue, HasResponse, IsHeadRequest, MayBeSlow, DropsBody, IsAnswered) = (false, false, false, false, false, false, false, false);
        (Priority, _answered, AsksLater, BodyRate, ResponseRate, UserState, Fault) = (ResponsePriority.Unsignalled, default, null, null, null, null, StreamFault.None);
    }

    /// <summary>The stream is over: what it refers to is let go.</summary>
    internal void Empty() => (UserState, BodyRate, ResponseRate, _outbox) = (null, null, null, default);

    /// <summary>The client asks for this priority; what the response itself said of it stays (RFC 9218 §8).</summary>
    internal void Ask(ResponsePriority asked) => Priority = asked.Merge(_answered);

    /// <summary>The response says this of its priority (RFC 9218 §8).</summary>
    internal void Answer(PriorityParameters answered) => Priority = Priority.Merge(_answered = answered);

    /// <summary>Takes DATA out of the stream's window and off the announced length; the peer's fault, if it is one.</summary>
    internal Http2Error? Accept(DataFrame frame)
    {
        Unread += frame.FlowControlledLength;
        OctetsReceived += frame.FlowControlledLength;

        // RFC 9113 §6.9.1: DATA beyond the stream's window is a stream error FLOW_CONTROL_ERROR.
        if (!Receive.TryReceive(frame.FlowControlledLength))
            return new Http2Error.OnStream(Id, ErrorCode.FlowControlError, $"{frame} but {Receive.Available} octets left of its window");

        Unreceived -= frame.Data.Length;
        return Unreceived < 0 || (frame.EndStream && Unreceived > 0) ? WrongLength() : null;
    }

    /// <summary>The peer ends the body without DATA, by trailers; its fault, if octets are missing.</summary>
    internal Http2Error? AcceptEnd()
    {
        // RFC 9113 §8.5: frames other than DATA and those that manage streams are a stream error in a tunnel.
        if (IsTunnel)
            return new Http2Error.OnStream(Id, ErrorCode.ProtocolError, "HEADERS in a tunnel");

        return Unreceived > 0 ? WrongLength() : null;
    }

    /// <summary>This much of the body is dealt with, and gone from memory. Returns the WINDOW_UPDATE increment to send now, or 0.</summary>
    internal int Credit(int octets)
    {
        Unread -= octets;
        return Receive.Consume(octets);
    }

    /// <summary>The body is dropped: how many octets that gives back to the connection (RFC 9113 §6.9).</summary>
    internal int TakeUnread()
    {
        var octets = Unread;
        Unread = 0;
        return octets;
    }

    // RFC 9113 §8.1.1: a body that is longer or shorter than its content-length is malformed.
    private Http2Error.OnStream WrongLength()
    {
        Fault = Unreceived < 0 ? StreamFault.BodyTooLong : StreamFault.BodyTooShort;
        return new Http2Error.OnStream(
            Id, ErrorCode.ProtocolError, $"malformed message: {Math.Abs(Unreceived!.Value)} octets {(Unreceived < 0 ? "more" : "fewer")} than its content-length");
    }
}

/// <summary>The thing that a stream with output waits for.</summary>
internal enum Waiting : byte
{
    /// <summary>Nothing: it has nothing to send, or no window for it.</summary>
    Nothing,

    /// <summary>To send what needs no window: a head, trailers or the end.</summary>
    Free,

    /// <summary>To send DATA, when its priority lets it.</summary>
    Data,
}
