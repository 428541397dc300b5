using Akka.Configuration;

namespace AkkaH2.Showcase;

/// <summary>What the command line says.</summary>
internal sealed record ShowcaseOptions(string Host, int Port, string? Transport, FileInfo? ConfigFile)
{
    /// <summary>The command line over the file over the defaults.</summary>
    public Config ToConfig()
    {
        var config = Http2.DefaultConfig;
        if (ConfigFile is not null)
            config = ConfigurationFactory.ParseString(File.ReadAllText(ConfigFile.FullName)).WithFallback(config);
        if (Transport is not null)
            config = ConfigurationFactory.ParseString($"akka.h2.transport = {Transport}").WithFallback(config);
        return config;
    }
}
