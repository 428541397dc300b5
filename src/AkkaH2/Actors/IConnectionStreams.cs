using Akka.Actor;
using Akka.Event;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// The streams of one connection, as its actor drives them: the <see cref="Exchanges"/> of a server, the <see cref="Calls"/> of a client. Runs only inside
/// the ConnectionActor.
/// </summary>
internal interface IConnectionStreams
{
    /// <summary>The engine.</summary>
    Http2Connection Connection { get; }

    /// <summary>When <see cref="OnTime"/> is due; <see cref="TimeSpan.MaxValue"/> if nothing waits for time.</summary>
    TimeSpan NextDeadline { get; }

    /// <summary>Most connections have nothing to say: they make no logger.</summary>
    ILoggingAdapter Log { get; }

    /// <summary>A stream wants something.</summary>
    void OnCommand(StreamCommand command);

    /// <summary>Any other message. False if it means nothing here.</summary>
    bool OnMessage(object message);

    /// <summary>The connection's actor has handled a message.</summary>
    void AfterMessage();

    /// <summary>A child of the connection's actor has stopped.</summary>
    void OnChildStopped(IActorRef child);

    /// <summary>Acts on what is due. True if the connection was quiet and has given up room: then its actor does the same.</summary>
    bool OnTime();

    /// <summary>The last error that was sent or received; null if none was.</summary>
    ErrorNote? LastError { get; }

    /// <summary>What a stream is about, for whoever watches.</summary>
    StreamSubject SubjectOf(Http2Stream stream);

    /// <summary>The failure that has ended the connection, if it is to fail its listener's child too.</summary>
    Exception? Escalated => null;

    /// <summary>The connection begins to end, for a reason that is not an error; the first one counts.</summary>
    void OnEnding(string reason);

    /// <summary>Why the connection ends.</summary>
    ref readonly EndNote End { get; }

    /// <summary>An operator ends a stream with this code; false if it is not open.</summary>
    bool TryReset(StreamId stream, ErrorCode code);

    /// <summary>The transport has failed; what that means for each stream follows.</summary>
    void OnLost(Exception cause)
    {
    }

    /// <summary>Nothing is being written: memory of streams that are closed is free.</summary>
    void ReleaseMemory();

    /// <summary>The connection has stopped, and nothing is being written.</summary>
    void Abort(string reason);
}
