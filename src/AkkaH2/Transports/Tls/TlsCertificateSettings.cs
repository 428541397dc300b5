using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AkkaH2.Configuration;

namespace AkkaH2.Transports.Tls;

/// <summary>Certificates as <c>akka.h2.tls</c> writes them.</summary>
internal static class TlsCertificateSettings
{
    private static readonly string[] Kinds = ["pfx", "pem", "store"];

    /// <summary>An entry of <c>certificates</c>: one of <c>pfx</c>, <c>pem</c> and <c>store</c>.</summary>
    public static TlsCertificate Read(SettingsReader read)
    {
        var names = read.Texts("names");
        var password = read.OptionalText("password");
        if (read.OptionalText("pfx") is { } pfx)
            return TlsCertificate.FromPfx(pfx, password, names);
        if (read.OptionalText("pem") is { } pem)
            return TlsCertificate.FromPem(pem, read.OptionalText("key"), password, names);
        if (read.OptionalText("store") is not { } find)
            throw read.Wrong("pfx", "a file, unless pem or store says where the certificate is");
        return TlsCertificate.FromStore(
            find, read.Choice("store-name", StoreName.My), read.Choice("store-location", StoreLocation.CurrentUser), names);
    }

    /// <summary>The same, or null if there is none.</summary>
    public static TlsCertificate? ReadOptional(SettingsReader read) =>
        Kinds.Any(kind => read.OptionalText(kind) is not null) ? Read(read) : null;

    /// <summary>The certificates of a PEM file.</summary>
    /// <exception cref="TlsCertificateException">It is not there, or has none.</exception>
    public static X509Certificate2Collection ReadAuthorities(string path)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new TlsCertificateException(path, cause.Message, cause);
        }

        return authorities.Count > 0 ? authorities : throw new TlsCertificateException(path, "it has no certificate in PEM form");
    }
}
