namespace AkkaH2.Transports.Tls;

/// <summary>Whether clients are asked for a certificate.</summary>
public enum ClientCertificates
{
    /// <summary>They are not asked.</summary>
    Off,

    /// <summary>They are asked, and may have none. One that is shown has to be valid.</summary>
    Allow,

    /// <summary>They are asked, and the handshake fails without a valid one.</summary>
    Require,
}
