using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using AkkaH2.PeerBench.Load;

namespace AkkaH2.Interop.Tests.Peers;

/// <summary>How a server shows what it got.</summary>
internal enum Upload
{
    /// <summary>The content comes back.</summary>
    Echo,

    /// <summary>Its length comes back, in digits.</summary>
    Count,

    /// <summary>A file has it.</summary>
    File,
}

/// <summary>A server of other people: how to write its configuration and start it, and what it answers.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Writes the configuration into the folder; the arguments of the program.</param>
/// <param name="Method">The method of an upload.</param>
/// <param name="Upload">What becomes of one.</param>
internal sealed record ForeignServer(string Program, Func<ServerFolder, string[]> Arguments, string Method, Upload Upload)
{
    /// <summary>Where content of so many octets is to be had.</summary>
    public Func<int, string> Down { get; init; } = octets => $"/{octets}";

    /// <summary>Where content goes.</summary>
    public string Up { get; init; } = "/up/target";
}

/// <summary>The files of one server: contents, configuration, certificate; and its port.</summary>
internal sealed class ServerFolder : IDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    public ServerFolder(bool isSecure, IEnumerable<int> sizes)
    {
        IsSecure = isSecure;
        foreach (var octets in sizes)
            _folder.Filled($"files/{octets}", octets);
        Directory.CreateDirectory(System.IO.Path.Combine(Files, "up"));
        Certificate = new ServerCertificate(_folder);
        using var own = X509CertificateLoader.LoadPkcs12FromFile(Certificate.Pfx, null, X509KeyStorageFlags.Exportable);
        (Key, Both) = (Write("server.key", own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()), _folder.File("both.pem"));
        File.WriteAllText(Both, File.ReadAllText(Certificate.Pem) + "\n" + File.ReadAllText(Key));
        // A server that gives up being root reads its files, and writes uploads, as somebody else.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
            File.SetUnixFileMode(System.IO.Path.Combine(Files, "up"), (UnixFileMode)0b111_111_111);
        }
    }

    public bool IsSecure { get; }

    public string Path => _folder.Path;

    public string Files => _folder.File("files");

    public ServerCertificate Certificate { get; }

    /// <summary>The private key, in PEM.</summary>
    public string Key { get; }

    /// <summary>Certificate and key in one file.</summary>
    public string Both { get; }

    /// <summary>Chosen once, so that a server that is started again is found again.</summary>
    public int Port { get; } = FreePort();

    public Uri Address => new($"{(IsSecure ? "https" : "http")}://localhost:{Port}");

    public string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }

    /// <summary>Starts the server, and waits until it listens.</summary>
    public Task<ServerProcess> StartAsync(ForeignServer server) => ServerProcess.StartAsync(server.Program, server.Arguments(this), Address, StartDeadline);

    public void Dispose() => _folder.Dispose();

    // Of those that no system gives to a connection of its own: between our look and the server's, one would be enough to take it.
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_768);
            using var probe = new TcpListener(IPAddress.Loopback, port);
            try
            {
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // It is somebody's.
            }
        }
    }
}
