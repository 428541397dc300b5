using Akka.Configuration;

namespace AkkaH2.Tests.AkkaAssumptions;

public sealed class ConfigurationAssumptions() : AssumptionTest("mine.key = set")
{
    /// <summary>Http2: reference.conf is laid below the configuration of a system that was made without it, and what it says of Akka counts then too.</summary>
    [Fact]
    public void A_fallback_that_is_injected_after_the_start_lies_below_the_users_values_and_above_Akkas_own()
    {
        Sys.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString("mine { key = default, other = default }\nakka.actor.creation-timeout = 77s"));
        var config = Sys.Settings.Config;
        Assert.Equal(("set", "default", "77s"), (config.GetString("mine.key"), config.GetString("mine.other"), config.GetString("akka.actor.creation-timeout")));
    }
}
