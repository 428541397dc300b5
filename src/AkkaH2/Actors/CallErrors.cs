using AkkaH2.Client;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Actors;

/// <summary>The errors that a client's actor ends calls with: those that no connection has begun.</summary>
/// <param name="setup">Where they were to go, and the times that they have.</param>
internal sealed class CallErrors(ClientSetup setup)
{
    public Http2ClientException Refused(string detail) => new(ClientErrorKind.Refused, setup.Origin, detail);

    public Http2ClientException TlsRefused(string detail, Exception? cause = null) => new(ClientErrorKind.TlsRefused, setup.Origin, detail, cause);

    /// <summary>An attempt to connect has failed with this.</summary>
    public Http2ClientException CannotConnect(Exception cause) => cause switch
    {
        OperationCanceledException => NotInTime($"no connection within {setup.Client.ConnectTimeout.TotalSeconds} s", ClientTimeout.Connect),
        TimeoutException => NotInTime(cause.Message, ClientTimeout.Connect),
        TlsRefusedException => TlsRefused(cause.Message, cause),
        _ => new Http2ClientException(ClientErrorKind.CannotConnect, setup.Origin, cause.Message, cause),
    };

    /// <summary>A time of a call that waits has come.</summary>
    /// <param name="which">The time.</param>
    /// <param name="lastFailure">Of the attempts to connect since there was a connection; null if none has failed.</param>
    public Http2ClientException NoRoom(ClientTimeout which, Exception? lastFailure) =>
        which == ClientTimeout.Connect && lastFailure is not null ? CannotConnect(lastFailure) : NotInTime("no connection had room in time", which);

    private Http2ClientException NotInTime(string detail, ClientTimeout which) => new(ClientErrorKind.TimedOut, setup.Origin, detail) { TimedOut = which };
}
