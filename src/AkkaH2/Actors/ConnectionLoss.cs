using AkkaH2.Client;
using AkkaH2.Protocol;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>What is known of why a client's connection ends: what its calls fail with, and whether they may be sent again.</summary>
/// <param name="connection">The engine.</param>
/// <param name="transport">Below it.</param>
internal sealed class ConnectionLoss(Http2Connection connection, ITransportConnection transport)
{
    private ErrorCode? _error;
    private bool _isSilent; // the server: it was given up for that
    private Exception? _cause; // what the transport failed with

    /// <summary>Why the server refused TLS behind its handshake; null if it did not. One that has said a word of HTTP/2 has accepted TLS.</summary>
    public string? TlsRefusal => connection.HasBegun ? null : Transports.Tls.TlsRefusal.Of(transport.Tls, _cause);

    /// <summary>GOAWAY with an error, sent or received; the first one counts.</summary>
    public void OnError(ErrorCode code) => _error ??= code;

    public void OnLimit(Limit limit) => _isSilent |= limit is Limit.KeepAliveTimeout or Limit.WriteTimeout;

    /// <summary>The transport has failed; the first failure counts.</summary>
    public void OnLost(Exception cause) => _cause ??= cause;

    /// <summary>The failure of a call on this connection, with all that is known by now.</summary>
    public CallFailure Complete(in CallFailure failure) => failure with { ConnectionError = _error, TlsRefusal = TlsRefusal, IsSilence = _isSilent };
}
