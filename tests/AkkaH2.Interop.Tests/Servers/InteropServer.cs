using AkkaH2.PeerBench.Load;

namespace AkkaH2.Interop.Tests.Servers;

/// <summary>
/// samples/Showcase as a process of its own on a free port, one for all tests of a transport.
/// AKKAH2_INTEROP_TARGET=kestrel puts Kestrel in its place, which shows that the tests themselves are right.
/// </summary>
public abstract class InteropServer : IAsyncLifetime
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    /// <summary>A collector that collects early and gives memory back, so that resident memory says what is alive.</summary>
    private static readonly (string, string)[] EagerCollector = [("DOTNET_GCgen0size", "0x1000000"), ("DOTNET_GCConserveMemory", "7")];

    private readonly TemporaryFolder _folder = new();
    private readonly ServerCertificate _certificate;
    private readonly string[] _addresses;

    protected InteropServer(string transport)
    {
        Transport = transport;
        _certificate = new ServerCertificate(_folder);
        _addresses = ["--port", "0", "--tls-port", "0", "--cert", _certificate.Pfx];
    }

    internal string Transport { get; }

    /// <summary>The file of the certificate that the server shows over TLS.</summary>
    internal string Certificate => _certificate.Pem;

    internal ServerProcess Process { get; private set; } = null!;

    internal Uri Address => Process.Address;

    internal string Url(string path) => new Uri(Address, path).ToString();

    /// <summary>Another server of the same kind, for a test that ends it or gives it other options.</summary>
    internal Task<ServerProcess> StartAnotherAsync(params string[] options) => PeerInstead
        ? ServerProcess.StartAsync(Programs.Kestrel, ["kestrel", .. _addresses], StartDeadline, EagerCollector)
        : ServerProcess.StartAsync(SamplePrograms.Showcase, [.. _addresses, "--transport", Transport, .. options], StartDeadline, EagerCollector);

    public async Task InitializeAsync() => Process = await StartAnotherAsync();

    public async Task DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Dispose();
    }

    private static bool PeerInstead => Environment.GetEnvironmentVariable("AKKAH2_INTEROP_TARGET") == "kestrel";
}
