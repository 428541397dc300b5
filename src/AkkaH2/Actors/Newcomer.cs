using System.IO.Pipelines;
using Akka.Actor;
using Akka.Event;
using AkkaH2.Server;
using AkkaH2.Transports;

namespace AkkaH2.Actors;

/// <summary>
/// An accepted connection until its protocol is known: the protocol selector between the listener and the connection's actor. It reads as little as it takes to
/// decide, consumes none of it, and tells the listener what it found.
/// </summary>
internal sealed class Newcomer(ITransportConnection transport, TimeSpan since)
{
    private volatile bool _isGivenUp;

    /// <summary>The connection, which the newcomer owns until it has told the listener.</summary>
    public ITransportConnection Transport { get; } = transport;

    /// <summary>When it was accepted, by the listener's clock.</summary>
    public TimeSpan Since { get; } = since;

    /// <summary>Finds out what the peer speaks, serves it the refusal if that is nothing we do, and tells the listener. Never fails.</summary>
    /// <param name="takesHttp1">Whether HTTP/1.1 is served.</param>
    /// <param name="listener">Gets <see cref="Selected"/>, or <see cref="NewcomerEnded"/>.</param>
    public async Task SelectAsync(bool takesHttp1, IActorRef listener)
    {
        try
        {
            var begins = await LookAsync().ConfigureAwait(false);
            if (begins is OctetsOf.Http2 || (begins is OctetsOf.Http1 && takesHttp1))
            {
                listener.Tell(new Selected(this, begins is OctetsOf.Http2 ? ConnectionProtocol.Http2 : ConnectionProtocol.Http1), ActorRefs.NoSender);
                return;
            }

            if (begins is OctetsOf.Http1)
                await Transport.WriteAsync(Refusals.Http1).ConfigureAwait(false);
            await LeaveAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The peer is gone, or the listener is.
        }

        Transport.Abort();
        listener.Tell(new NewcomerEnded(this), ActorRefs.NoSender);
    }

    /// <summary>The time is over, or the server drains. A peer that has not said what it speaks is served HTTP/2, which ends in order; see <see cref="Since"/>.</summary>
    public void GiveUp()
    {
        _isGivenUp = true;
        Transport.Input.CancelPendingRead();
    }

    private async ValueTask<OctetsOf> LookAsync()
    {
        while (true)
        {
            var read = await Transport.Input.ReadAsync().ConfigureAwait(false);
            var begins = FirstOctets.Classify(read.Buffer);
            if (begins != OctetsOf.Undecided || _isGivenUp || read.IsCompleted)
            {
                Transport.Input.AdvanceTo(read.Buffer.Start);
                return begins != OctetsOf.Undecided || !_isGivenUp ? begins : OctetsOf.Http2;
            }

            Transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    // A close with octets unread would be a reset, and that can overtake what was written.
    private async ValueTask LeaveAsync()
    {
        await Transport.ShutdownAsync().ConfigureAwait(false);
        ReadResult read;
        do
        {
            read = await Transport.Input.ReadAsync().ConfigureAwait(false);
            Transport.Input.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted && !_isGivenUp);
    }
}

/// <summary>Newcomer → listener: this is what the connection speaks. What was read of it is unconsumed.</summary>
internal sealed record Selected(Newcomer Newcomer, ConnectionProtocol Protocol) : IDeadLetterSuppression;

/// <summary>Newcomer → listener: nothing came of it, and its connection is closed.</summary>
internal sealed record NewcomerEnded(Newcomer Newcomer) : IDeadLetterSuppression;
