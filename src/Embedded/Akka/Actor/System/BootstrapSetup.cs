using Akka.Configuration;
using Akka.Util;

namespace Akka.Actor;

/// <summary>The configuration of a system as a setup.</summary>
public sealed class BootstrapSetup : Setup.Setup
{
    private BootstrapSetup(Option<Config> config) => Config = config;

    public Option<Config> Config { get; }

    public static BootstrapSetup Create() => new(Option<Config>.None);

    public BootstrapSetup WithConfig(Config config) => new(config);
}
