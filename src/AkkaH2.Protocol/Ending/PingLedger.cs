using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>The purpose of a PING of ours.</summary>
internal enum PingPurpose
{
    /// <summary>RFC 9113 §6.8: when it is answered, what crossed our first GOAWAY has arrived.</summary>
    Drain,

    /// <summary>It times a round trip, and counts what arrives meanwhile.</summary>
    Measure,

    /// <summary>A peer that is silent must show that it is still there.</summary>
    KeepAlive,

    /// <summary>The application wants to know.</summary>
    Application,

    /// <summary>A peer that closed its side is written to: one that is gone answers with a reset of the transport.</summary>
    Probe,
}

/// <summary>A PING of ours that was answered.</summary>
/// <param name="Purpose">The purpose of the PING.</param>
/// <param name="RoundTrip">How long the answer took.</param>
/// <param name="Ended">Waits for it; null if nobody does.</param>
internal readonly record struct Pong(PingPurpose Purpose, TimeSpan RoundTrip, Action<TimeSpan?>? Ended = null);

/// <summary>Our PINGs that are under way (RFC 9113 §6.7), each with a payload of its own. The caller supplies the clock.</summary>
internal sealed class PingLedger
{
    private readonly List<(ulong Payload, PingPurpose Purpose, TimeSpan Sent, Action<TimeSpan?>? Ended)> _waiting = [];
    private ulong _last;

    /// <summary>The round trip of the last PING that was answered; null before.</summary>
    public TimeSpan? RoundTrip { get; private set; }

    /// <summary>True while a PING for that is under way.</summary>
    public bool IsWaiting(PingPurpose purpose) => _waiting.Exists(ping => ping.Purpose == purpose);

    /// <summary>When the oldest PING under way was sent that the application waits for; null if there is none.</summary>
    public TimeSpan? OldestAsked => _waiting.FindIndex(ping => ping.Ended is not null) is >= 0 and var index ? _waiting[index].Sent : null;

    /// <summary>A PING that goes out now.</summary>
    public PingFrame Begin(PingPurpose purpose, TimeSpan now, Action<TimeSpan?>? ended = null)
    {
        _waiting.Add((++_last, purpose, now, ended));
        return new PingFrame(_last, Ack: false);
    }

    /// <summary>Takes an answer; null if nobody asked with this payload.</summary>
    public Pong? Receive(PingFrame ack, TimeSpan now)
    {
        // RFC 9113 §6.7: the answer carries the payload of its PING.
        var index = _waiting.FindIndex(ping => ping.Payload == ack.Payload);
        if (index < 0)
            return null;

        var (_, purpose, sent, ended) = _waiting[index];
        _waiting.RemoveAt(index);
        RoundTrip = now - sent;
        return new Pong(purpose, now - sent, ended);
    }

    /// <summary>Takes those that the application waits for and that were sent until then: who waits for each.</summary>
    public Action<TimeSpan?>[] TakeAskedUntil(TimeSpan sent)
    {
        var late = _waiting.FindAll(ping => ping.Ended is not null && ping.Sent <= sent);
        _waiting.RemoveAll(ping => ping.Ended is not null && ping.Sent <= sent);
        return [.. late.Select(ping => ping.Ended!)];
    }
}
