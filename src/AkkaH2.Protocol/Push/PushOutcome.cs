namespace AkkaH2;

/// <summary>The outcome of a push (RFC 9113 §8.4). Only <see cref="Pushed"/> has sent anything; otherwise the peer asks for the resource if it wants it.</summary>
public enum PushOutcome
{
    /// <summary>The request is promised. Its answer follows on a stream of its own, as soon as the peer has a place for it.</summary>
    Pushed,

    /// <summary>Push is off: <c>akka.h2.server-push</c> here, or SETTINGS_ENABLE_PUSH at the peer's side. Or the exchange is not HTTP/2's.</summary>
    Disabled,

    /// <summary>The exchange cannot promise anything: it is a push itself or a tunnel, its response is complete, or its stream is closed.</summary>
    StreamCannotPush,

    /// <summary>As many pushed streams are live as <c>akka.h2.max-pushed-streams</c> allows, or the peer allows none (SETTINGS_MAX_CONCURRENT_STREAMS).</summary>
    LimitReached,

    /// <summary>The connection has no stream ids left (RFC 9113 §5.1.1). It ends when its streams have finished.</summary>
    IdsExhausted,

    /// <summary>One side has sent GOAWAY: open streams finish, no more are begun (RFC 9113 §6.8).</summary>
    GoingAway,
}
