using Akka.Event;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>To a connection or listener: take no more work, finish what is open, and stop.</summary>
internal sealed class Drain : IDeadLetterSuppression
{
    public static readonly Drain Instance = new();
}

/// <summary>Listener → connection: tell your peer these settings (RFC 9113 §6.5).</summary>
internal sealed record AnnounceSettings(IReadOnlyList<Setting> Settings) : IDeadLetterSuppression;

/// <summary>Connection → itself, behind all that is in its mailbox: now write what has come together.</summary>
internal sealed class Flush : IDeadLetterSuppression
{
    public static readonly Flush Instance = new();
}

/// <summary>Connection → itself: a timer ran out.</summary>
internal enum ConnectionTimeout
{
    /// <summary>RFC 9113 §3.4: no preface and SETTINGS in time.</summary>
    Preface,

    /// <summary>RFC 9113 §6.5.3: our SETTINGS were not acknowledged in time.</summary>
    SettingsAck,

    /// <summary>RFC 9113 §6.8: the PING behind our first GOAWAY was not answered in time.</summary>
    DrainGrace,

    /// <summary>No request for a while: what a burst left behind is let go.</summary>
    Quiet,

    /// <summary>We have closed our side, the peer has not.</summary>
    Linger,
}
