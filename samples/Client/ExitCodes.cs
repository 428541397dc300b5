using AkkaH2.Client;

namespace AkkaH2.ClientSample;

/// <summary>The exit codes of the program; as far as curl has them too, they are the same.</summary>
internal static class ExitCodes
{
    /// <summary>Every response was received whole, whatever its status.</summary>
    public const int Done = 0;

    /// <summary>A request that cannot be sent.</summary>
    public const int Usage = 2;

    /// <summary>With --fail: a status of 400 or above.</summary>
    public const int Status = 22;

    private const int CannotConnect = 7;
    private const int TimedOut = 28;
    private const int Tls = 35;
    private const int Protocol = 92;

    /// <summary>The code that says what happened.</summary>
    public static int Of(Exception wrong) => wrong switch
    {
        Http2ClientException { Kind: ClientErrorKind.CannotConnect } => CannotConnect,
        Http2ClientException { Kind: ClientErrorKind.TlsRefused } => Tls,
        Http2ClientException { Kind: ClientErrorKind.TimedOut } => TimedOut,
        Http2ClientException => Protocol,
        _ => Usage,
    };
}
