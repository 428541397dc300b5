namespace AkkaH2.Interop.Tests.Servers;

/// <summary>
/// samples/Showcase as a process of its own on a free port, one for all tests of a transport.
/// AKKAH2_INTEROP_TARGET=kestrel puts Kestrel in its place, which shows that the tests themselves are right.
/// </summary>
public abstract class InteropServer(string transport) : IAsyncLifetime
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    /// <summary>A collector that collects early and gives memory back, so that resident memory says what is alive.</summary>
    private static readonly (string, string)[] EagerCollector = [("DOTNET_GCgen0size", "0x1000000"), ("DOTNET_GCConserveMemory", "7")];

    internal ServerProcess Process { get; private set; } = null!;

    internal Uri Address => Process.Address;

    internal string Url(string path) => new Uri(Address, path).ToString();

    /// <summary>Another server of the same kind, for a test that ends it.</summary>
    internal Task<ServerProcess> StartAnotherAsync() => PeerInstead
        ? ServerProcess.StartAsync(Programs.Kestrel, ["kestrel", "--port", "0"], StartDeadline, EagerCollector)
        : ServerProcess.StartAsync(SamplePrograms.Showcase, ["--port", "0", "--transport", transport], StartDeadline, EagerCollector);

    public async Task InitializeAsync() => Process = await StartAnotherAsync();

    public async Task DisposeAsync() => await Process.DisposeAsync();

    private static bool PeerInstead => Environment.GetEnvironmentVariable("AKKAH2_INTEROP_TARGET") == "kestrel";
}
