using Akka.Actor;
using Akka.Configuration;

namespace Akka.TestKit;

/// <summary>The typed reading of akka.test.</summary>
public class TestKitSettings(Config config) : IExtension
{
    public TimeSpan DefaultTimeout { get; } = config.GetTimeSpan("akka.test.default-timeout");

    public TimeSpan SingleExpectDefault { get; } = config.GetTimeSpan("akka.test.single-expect-default");

    public TimeSpan TestEventFilterLeeway { get; } = config.GetTimeSpan("akka.test.filter-leeway");

    public double TestTimeFactor { get; } = config.GetDouble("akka.test.timefactor");

    public bool LogTestKitCalls { get; } = config.GetBoolean("akka.test.testkit-calls-logging");
}

public class TestKitExtension : ExtensionIdProvider<TestKitSettings>
{
    public override TestKitSettings CreateExtension(ExtendedActorSystem system)
    {
        system.Settings.InjectTopLevelFallback(Configs.TestConfigs.Reference);
        return new TestKitSettings(system.Settings.Config);
    }

    public static TestKitSettings For(ActorSystem system) => system.GetExtension<TestKitSettings>();
}

public class TestKitAssertionsProvider(ITestKitAssertions assertions) : IExtension
{
    public ITestKitAssertions Assertions { get; } = assertions;
}

public class TestKitAssertionsExtension(ITestKitAssertions assertions) : ExtensionIdProvider<TestKitAssertionsProvider>
{
    public override TestKitAssertionsProvider CreateExtension(ExtendedActorSystem system) => new(assertions);
}
