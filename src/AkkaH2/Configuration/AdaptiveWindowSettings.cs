namespace AkkaH2.Configuration;

/// <summary>The typed reading of <c>akka.h2.adaptive-window</c>: receive windows that grow with bandwidth and delay.</summary>
public sealed record AdaptiveWindowSettings
{
    internal AdaptiveWindowSettings(SettingsReader read)
    {
        Enabled = read.Flag("enabled");
        MaxStreamWindow = read.Octets("max-stream-window", 1);
        MaxConnectionWindow = read.Octets("max-connection-window", Protocol.Window.Initial.Octets);
    }

    /// <summary>False: windows stay as they begin.</summary>
    public bool Enabled { get; }

    /// <summary>Octets that a stream's window grows to.</summary>
    public int MaxStreamWindow { get; }

    /// <summary>Octets that a connection's window grows to.</summary>
    public int MaxConnectionWindow { get; }
}
