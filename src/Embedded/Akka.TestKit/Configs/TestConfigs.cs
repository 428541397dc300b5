using Akka.Configuration;

namespace Akka.TestKit.Configs;

public static class TestConfigs
{
    public static Config DefaultConfig { get; } = FromResource("default.conf");

    public static Config TestSchedulerConfig { get; } = FromResource("test-scheduler.conf");

    internal static Config FullDebug { get; } = FromResource("full-debug.conf");

    internal static Config Reference { get; } = FromResource("reference.conf");

    private static Config FromResource(string file) => ConfigurationFactory.FromResource($"Akka.TestKit.{file}", typeof(TestConfigs).Assembly);
}
