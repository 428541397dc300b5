using System.Net;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Configuration;
using AkkaH2.Diagnostics;

namespace AkkaH2.Cluster;

/// <summary>The typed reading of <c>akka.h2.cluster.bans</c>.</summary>
internal sealed record BanSettings
{
    private readonly IPNetwork[] _exempt;

    private BanSettings(SettingsReader read)
    {
        IsEnabled = read.Flag("enabled");
        Threshold = read.Number("threshold", 1, 100);
        Within = read.Time("within");
        Duration = read.Time("duration");
        MaxAddresses = read.Number("max-addresses", 1, 1000);
        try
        {
            _exempt = [.. read.Texts("exempt").Select(FrameLogScope.Parse)];
        }
        catch (ArgumentException cause)
        {
            throw new ConfigurationException($"akka.h2.cluster.bans.exempt: {cause.Message}", cause);
        }
    }

    public bool IsEnabled { get; }

    /// <summary>Cut-offs that lead to a ban.</summary>
    public int Threshold { get; }

    /// <summary>The time in which they come.</summary>
    public TimeSpan Within { get; }

    public TimeSpan Duration { get; }

    public int MaxAddresses { get; }

    /// <summary>Reads it from the whole configuration of a system.</summary>
    /// <exception cref="ConfigurationException">A value is wrong; the message has its full path.</exception>
    public static BanSettings Of(ActorSystem system) => Of(system.Settings.Config.WithFallback(Http2.DefaultConfig));

    /// <inheritdoc cref="Of(ActorSystem)"/>
    public static BanSettings Of(Config config) => new(new SettingsReader(config, "akka.h2.cluster.bans"));

    /// <summary>True if this address is never banned.</summary>
    public bool IsExempt(IPAddress address) => Array.Exists(_exempt, network => FrameLogScope.Contains(network, new IPEndPoint(address, 0)));
}
