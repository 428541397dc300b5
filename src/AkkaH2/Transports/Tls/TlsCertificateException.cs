namespace AkkaH2.Transports.Tls;

/// <summary>A certificate cannot be used; the message names it and says why: "cannot use certificate 'site.pfx': the password is wrong".</summary>
public sealed class TlsCertificateException : Exception
{
    internal TlsCertificateException(string certificate, string cause, Exception? inner = null)
        : base($"cannot use certificate '{certificate}': {cause}", inner) => Certificate = certificate;

    /// <summary>The file, or the place in the store.</summary>
    public string Certificate { get; }
}
