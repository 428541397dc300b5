namespace AkkaH2.Configuration;

/// <summary>The typed reading of <c>akka.h2.akka-io</c>: the demands of the transport "akka-io" on Akka.IO.</summary>
public sealed record AkkaIoSettings
{
    private const int KiB = 1024;

    internal AkkaIoSettings(SettingsReader read) => BufferSize = read.Octets("buffer-size", KiB, 1024 * KiB);

    /// <summary>Octets that Akka.IO keeps for a connection as long as it is open.</summary>
    public int BufferSize { get; }
}
