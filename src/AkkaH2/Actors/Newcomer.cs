using System.Buffers;
using Akka.Actor;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Actors;

/// <summary>
/// An accepted connection until its protocol is known: the protocol selector between the listener and the connection's actor. On cleartext the first octets
/// decide; it reads as few as it takes, and consumes none. With TLS they begin a handshake, whose ALPN decides. It tells the listener what it found.
/// </summary>
/// <param name="transport">The connection, which the newcomer owns until it has told the listener.</param>
/// <param name="since">When it was accepted, by the listener's clock.</param>
/// <param name="tls">Makes the handshake; null where cleartext is spoken.</param>
internal sealed class Newcomer(ITransportConnection transport, TimeSpan since, TlsServer? tls)
{
    private readonly CancellationTokenSource? _giveUp = tls is null ? null : new();
    private volatile bool _isGivenUp;

    public ITransportConnection Transport => transport;

    public TimeSpan Since => since;

    /// <summary>Finds out what the peer speaks, tells it why if that is nothing we serve, and tells the listener. Never fails.</summary>
    /// <param name="takesHttp1">Whether HTTP/1.1 is served.</param>
    /// <param name="listener">Gets <see cref="Selected"/>, or <see cref="NewcomerEnded"/>.</param>
    public async Task SelectAsync(bool takesHttp1, IActorRef listener)
    {
        string? reason = null;
        try
        {
            var begins = await LookAsync().ConfigureAwait(false);
            var selected = tls is null ? await CleartextAsync(begins, takesHttp1).ConfigureAwait(false) : await EncryptedAsync(begins, takesHttp1).ConfigureAwait(false);
            if (selected is not null)
            {
                listener.Tell(selected, ActorRefs.NoSender);
                return;
            }
        }
        catch (Exception cause)
        {
            reason = _isGivenUp ? "gave up waiting" : cause.InnerException?.Message ?? cause.Message; // the peer's fault, or our listener has stopped
        }

        transport.Abort();
        listener.Tell(new NewcomerEnded(this, reason), ActorRefs.NoSender);
        await transport.Input.CompleteAsync().ConfigureAwait(false); // nobody reads any more
    }

    /// <summary>
    /// The time is over. A peer that has not said what it speaks is served HTTP/2 on cleartext, which ends in order at once, see <see cref="Since"/>; one that has
    /// not done its handshake is closed.
    /// </summary>
    public void GiveUp()
    {
        StopWaiting();
        _giveUp?.Cancel();
    }

    /// <summary>The server drains: as if the time were over, but a handshake that has begun goes on.</summary>
    public void StopWaiting()
    {
        if (_isGivenUp)
            return; // once more could cancel a read of whoever has the connection then

        _isGivenUp = true;
        transport.Input.CancelPendingRead();
    }

    private async ValueTask<OctetsOf> LookAsync()
    {
        while (true)
        {
            var read = await transport.Input.ReadAsync().ConfigureAwait(false);
            var begins = FirstOctets.Classify(read.Buffer);
            if (begins != OctetsOf.Undecided || _isGivenUp || read.IsCompleted)
            {
                transport.Input.AdvanceTo(read.Buffer.Start);
                return begins;
            }

            transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private async ValueTask<Selected?> CleartextAsync(OctetsOf begins, bool takesHttp1) => begins switch
    {
        OctetsOf.Http2 => Http2(transport),
        OctetsOf.Undecided when _isGivenUp => Http2(transport),
        OctetsOf.Http1 when takesHttp1 => Http1(transport),
        OctetsOf.Http1 => await RefuseAsync(transport, Refusals.Http1).ConfigureAwait(false),
        _ => await RefuseAsync(transport, default).ConfigureAwait(false), // TLS on a cleartext port, or a peer that left
    };

    private async ValueTask<Selected?> EncryptedAsync(OctetsOf begins, bool takesHttp1)
    {
        if (begins != OctetsOf.Tls)
            return await RefuseAsync(transport, begins == OctetsOf.Undecided ? default : Refusals.Cleartext).ConfigureAwait(false);

        var connection = await HandshakeAsync().ConfigureAwait(false);
        try
        {
            // RFC 7301 §3.2, RFC 9113 §3.2: a client that does not ask by ALPN speaks HTTP/1.1.
            if (connection.Tls.ApplicationProtocol != "h2")
                return takesHttp1 ? Http1(connection) : await RefuseAsync(connection, Refusals.Http1).ConfigureAwait(false);

            // RFC 9113 §9.2.2: a prohibited cipher suite may be a connection error INADEQUATE_SECURITY.
            return Http2Suites.Allows(connection.Tls) ? Http2(connection) : await RefuseAsync(connection, Refusals.InadequateSecurity).ConfigureAwait(false);
        }
        catch
        {
            connection.Abort();
            throw;
        }
    }

    private async ValueTask<TlsConnection> HandshakeAsync()
    {
        try
        {
            return await tls!.AuthenticateAsync(transport, _giveUp!.Token).ConfigureAwait(false);
        }
        catch
        {
            tls!.OnFailedHandshake();
            throw;
        }
    }

    private Selected Http2(ITransportConnection connection) => new(this, connection, ConnectionProtocol.Http2);

    private Selected Http1(ITransportConnection connection) => new(this, connection, ConnectionProtocol.Http1);

    // A close with octets unread would be a reset, and that can overtake what was written.
    private async ValueTask<Selected?> RefuseAsync(ITransportConnection connection, ReadOnlySequence<byte> farewell)
    {
        await connection.WriteAsync(farewell).ConfigureAwait(false);
        await connection.ShutdownAsync().ConfigureAwait(false);
        while (!_isGivenUp)
        {
            var read = await transport.Input.ReadAsync().ConfigureAwait(false);
            transport.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }

        connection.Abort();
        return null;
    }
}

/// <summary>Newcomer → listener: this is what the connection speaks. What was read of it is unconsumed.</summary>
/// <param name="Newcomer">Whose protocol it is.</param>
/// <param name="Connection">Its connection; over TLS, the decrypted one.</param>
/// <param name="Protocol">The protocol.</param>
internal sealed record Selected(Newcomer Newcomer, ITransportConnection Connection, ConnectionProtocol Protocol) : ILocalMessage;

/// <summary>Newcomer → listener: nothing came of it, and its connection is closed.</summary>
/// <param name="Newcomer">Whose end it is.</param>
/// <param name="Reason">What went wrong; null if it was told so, or had left.</param>
internal sealed record NewcomerEnded(Newcomer Newcomer, string? Reason) : ILocalMessage;
