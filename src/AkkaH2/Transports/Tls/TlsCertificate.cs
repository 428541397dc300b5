using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaH2.Transports.Tls;

/// <summary>
/// A certificate with its private key, of a server or of a client, and where they come from. It is loaded when a server is bound or a client is made. One of a
/// file is loaded again when the file has changed (<see cref="TlsOptions.ReloadInterval"/>); open connections keep the one that they began with.
/// </summary>
public abstract class TlsCertificate
{
    private TlsCertificate(string name) => Name = name;

    /// <summary>The file, or the place in the store, for messages.</summary>
    public string Name { get; }

    /// <summary>
    /// The hosts whose clients get it (SNI), such as "example.com" or "*.example.com". If empty, those that the certificate itself names.
    /// </summary>
    public IReadOnlyList<string> ServerNames { get; private init; } = [];

    /// <summary>A PFX (PKCS #12) file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="password">Its password; null or empty if it has none.</param>
    /// <param name="serverNames">See <see cref="ServerNames"/>.</param>
    public static TlsCertificate FromPfx(string path, string? password = null, params IReadOnlyList<string> serverNames) =>
        new Files([path], contents => LoadPfx(contents[0], password)) { ServerNames = serverNames };

    /// <summary>A pair of PEM files, as most certificate authorities hand them out.</summary>
    /// <param name="certificatePath">The certificate, and behind it those of the authorities between it and the root.</param>
    /// <param name="keyPath">The private key; null if it stands in the same file.</param>
    /// <param name="password">The password of the key; null or empty if it is not encrypted.</param>
    /// <param name="serverNames">See <see cref="ServerNames"/>.</param>
    public static TlsCertificate FromPem(string certificatePath, string? keyPath = null, string? password = null, params IReadOnlyList<string> serverNames) =>
        new Files(keyPath is null ? [certificatePath] : [certificatePath, keyPath], contents => LoadPem(contents, password)) { ServerNames = serverNames };

    /// <summary>A certificate of the X.509 store: the one with this subject or thumbprint that is valid longest.</summary>
    /// <param name="find">A part of the subject, such as "example.com", or the whole thumbprint.</param>
    /// <param name="store">The store's name.</param>
    /// <param name="location">The store's location.</param>
    /// <param name="serverNames">See <see cref="ServerNames"/>.</param>
    public static TlsCertificate FromStore(
        string find, StoreName store = StoreName.My, StoreLocation location = StoreLocation.CurrentUser, params IReadOnlyList<string> serverNames) =>
        new Store(find, store, location) { ServerNames = serverNames };

    /// <summary>A certificate that the program has, with its private key.</summary>
    /// <param name="certificate">The certificate, which has to live as long as the server.</param>
    /// <param name="serverNames">See <see cref="ServerNames"/>.</param>
    public static TlsCertificate From(X509Certificate2 certificate, params IReadOnlyList<string> serverNames) =>
        new Given(certificate) { ServerNames = serverNames };

    /// <summary>A new self-signed certificate, for tests and development. No client trusts it by itself.</summary>
    /// <param name="serverNames">The hosts that it names; localhost, 127.0.0.1 and ::1 if empty.</param>
    public static TlsCertificate SelfSigned(params IReadOnlyList<string> serverNames) => From(SelfSignedCertificate.Create(serverNames));

    /// <summary>The certificates of a PEM file, for <see cref="TlsOptions.ClientAuthorities"/> and <see cref="TlsClientOptions.Authorities"/>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TlsCertificateException">It is not there, or has none.</exception>
    public static X509Certificate2Collection ReadAuthorities(string path) => TlsCertificateSettings.ReadAuthorities(path);

    /// <summary>Loads it. Null if its files have not changed since <paramref name="last"/>.</summary>
    /// <exception cref="TlsCertificateException">It is not there, or cannot be used.</exception>
    internal abstract LoadedCertificate? Load(LoadedCertificate? last);

    private static X509Certificate2Collection LoadPfx(byte[] content, string? password) => X509CertificateLoader.LoadPkcs12Collection(content, password);

    private static X509Certificate2Collection LoadPem(byte[][] contents, string? password)
    {
        var text = System.Text.Encoding.UTF8.GetString(contents[0]);
        var key = contents.Length > 1 ? System.Text.Encoding.UTF8.GetString(contents[1]) : text;
        using var leaf = string.IsNullOrEmpty(password) ? X509Certificate2.CreateFromPem(text, key) : X509Certificate2.CreateFromEncryptedPem(text, key, password);
        var all = new X509Certificate2Collection();
        all.ImportFromPem(text);
        // The key of a PEM file lives in memory only, which some platforms' TLS cannot use; one of a PFX is what they all can.
        all[0].Dispose();
        all[0] = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
        return all;
    }

    private sealed class Files(string[] paths, Func<byte[][], X509Certificate2Collection> load) : TlsCertificate(paths[0])
    {
        internal override LoadedCertificate? Load(LoadedCertificate? last)
        {
            var contents = Array.ConvertAll(paths, Read);
            // The octets are compared, not the times: so links that point elsewhere now, and files that were only touched, are what they are.
            if (last is not null && contents.Zip(last.Contents).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)))
                return null;
            try
            {
                return LoadedCertificate.Of(this, load(contents), contents);
            }
            catch (CryptographicException cause)
            {
                throw new TlsCertificateException(Name, Describe(cause), cause);
            }
        }

        private byte[] Read(string path)
        {
            try
            {
                return File.ReadAllBytes(path);
            }
            catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
            {
                throw new TlsCertificateException(Name, $"there is no file '{path}'", cause);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                throw new TlsCertificateException(Name, $"'{path}' cannot be read: {cause.Message}", cause);
            }
        }

        private static string Describe(CryptographicException cause) =>
            cause.Message.Contains("password", StringComparison.OrdinalIgnoreCase) ? "the password is wrong" : cause.Message;
    }

    private sealed class Store(string find, StoreName name, StoreLocation location) : TlsCertificate($"{location}/{name}/{find}")
    {
        internal override LoadedCertificate? Load(LoadedCertificate? last)
        {
            if (last is not null)
                return null;

            using var store = new X509Store(name, location, OpenFlags.ReadOnly);
            var found = store.Certificates.Find(X509FindType.FindByThumbprint, find, validOnly: false);
            if (found.Count == 0)
                found = store.Certificates.Find(X509FindType.FindBySubjectName, find, validOnly: false);
            var best = found.Where(certificate => certificate.HasPrivateKey).MaxBy(certificate => certificate.NotAfter) ?? found.FirstOrDefault();
            return best is null ? throw new TlsCertificateException(Name, "the store has none like it") : LoadedCertificate.Of(this, [best], []);
        }
    }

    private sealed class Given(X509Certificate2 certificate) : TlsCertificate(certificate.Subject)
    {
        internal override LoadedCertificate? Load(LoadedCertificate? last) => last is null ? LoadedCertificate.Of(this, [certificate], []) : null;
    }
}
