using System.Text.RegularExpressions;
using Akka.Configuration;
using AkkaH2.Configuration;
using AkkaH2.Protocol;

namespace AkkaH2.Tests.Configuration;

public sealed partial class Http2SettingsTests
{
    [Fact]
    public void The_reference_configuration_is_complete_and_right()
    {
        var settings = Http2Settings.From(Http2.DefaultConfig);
        Assert.Equal((100, 768 * 1024, 16_384), (settings.MaxConcurrentStreams, settings.InitialWindowSize, settings.MaxFrameSize));
        Assert.Equal(TimeSpan.FromSeconds(10), settings.SettingsTimeout);
    }

    [Fact]
    public void The_engine_alone_has_the_same_defaults() => Assert.Equal(Http2Settings.From(Http2.DefaultConfig).Options, new Http2Options());

    [Fact]
    public void The_reference_configuration_changes_nothing_of_anybody_else()
    {
        var keys = Http2.DefaultConfig.AsEnumerable().Select(entry => entry.Key).ToList();
        Assert.Equal(["akka"], keys);
        Assert.Equal(["actor", "h2"], KeysOf("akka").Order());
        Assert.Equal(["serialization-bindings", "serializers"], KeysOf("akka.actor").Order());
        Assert.Equal(["akka-h2"], KeysOf("akka.actor.serializers"));
        Assert.All(KeysOf("akka.actor.serialization-bindings"), type => Assert.StartsWith("AkkaH2.", type));
    }

    [Theory]
    [InlineData("max-concurrent-streams = 0", "akka.h2.max-concurrent-streams must be at least 1, but is 0")]
    [InlineData("max-concurrent-streams = many", "akka.h2.max-concurrent-streams must be a whole number, but is many")]
    [InlineData("max-frame-size = 100", "akka.h2.max-frame-size must be 16384 to 16777215, but is 100")]
    [InlineData("connection-window-size = 70000", "akka.h2.connection-window-size must be at least 786432, but is 70000")]
    [InlineData("max-unread-octets = 1MiB", "akka.h2.max-unread-octets must be at least 8388608, but is 1MiB")]
    [InlineData("adaptive-window.enabled = perhaps", "akka.h2.adaptive-window.enabled must be on or off, but is perhaps")]
    [InlineData("adaptive-window.max-stream-window = 0", "akka.h2.adaptive-window.max-stream-window must be at least 1, but is 0")]
    [InlineData("akka-io.buffer-size = 100", "akka.h2.akka-io.buffer-size must be 1024 to 1048576, but is 100")]
    [InlineData("settings-timeout = soon", "akka.h2.settings-timeout must be a time, such as 10s, but is soon")]
    [InlineData("settings-timeout = 0s", "akka.h2.settings-timeout must be a time above 0, but is 0s")]
    [InlineData("max-header-list-size = big", "akka.h2.max-header-list-size must be a number of octets, such as 64KiB, but is big")]
    [InlineData("max-request-body-size = -1", "akka.h2.max-request-body-size must be")]
    [InlineData("max-request-body-size = big", "akka.h2.max-request-body-size must be a number of octets, such as 64KiB, or infinite, but is big")]
    [InlineData("reply-timeout = never", "akka.h2.reply-timeout must be a time, such as 10s, or infinite, but is never")]
    [InlineData("reply-timeout = 0s", "akka.h2.reply-timeout must be a time above 0, or infinite, but is 0s")]
    [InlineData("scheduler = fair", "akka.h2.scheduler must be rfc9218 or rfc7540, but is fair")]
    public void A_wrong_value_is_named_with_its_full_path(string line, string message)
    {
        var config = ConfigurationFactory.ParseString($"akka.h2.{line}").WithFallback(Http2.DefaultConfig);
        Assert.StartsWith(message, Assert.Throws<ConfigurationException>(() => Http2Settings.From(config)).Message);
    }

    [Theory]
    [InlineData("10", 10L)]
    [InlineData("8GiB", 8L << 30)]
    [InlineData("infinite", long.MaxValue)]
    public void The_limit_of_a_body_may_be_any_number_or_none(string text, long octets) => Assert.Equal(
        octets,
        Http2Settings.From(ConfigurationFactory.ParseString($"akka.h2.max-request-body-size = {text}").WithFallback(Http2.DefaultConfig)).MaxRequestBodySize);

    [Theory]
    [InlineData("2m", 120)]
    [InlineData("infinite", -0.001)]
    public void A_reply_may_take_any_time_or_for_ever(string text, double seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds),
        Http2Settings.From(ConfigurationFactory.ParseString($"akka.h2.reply-timeout = {text}").WithFallback(Http2.DefaultConfig)).ReplyTimeout);

    [Theory]
    [InlineData("rfc9218", SendScheduling.Rfc9218)]
    [InlineData("rfc7540", SendScheduling.Rfc7540)]
    public void The_scheduler_is_named_by_its_RFC(string name, SendScheduling scheduler)
    {
        var config = ConfigurationFactory.ParseString($"akka.h2.scheduler = {name}").WithFallback(Http2.DefaultConfig);
        Assert.Equal(scheduler, Http2Settings.From(config).Scheduler);
    }

    [Fact]
    public void A_missing_value_is_named_with_its_full_path() =>
        Assert.StartsWith("akka.h2.transport is missing", Assert.Throws<ConfigurationException>(() => Http2Settings.From(ConfigurationFactory.ParseString("a = 1"))).Message);

    [Fact]
    public void Every_key_has_a_comment_right_above_it()
    {
        using var stream = typeof(Http2).Assembly.GetManifestResourceStream("AkkaH2.reference.conf")!;
        var lines = new StreamReader(stream).ReadToEnd().Split('\n').Select(line => line.Trim()).ToArray();
        var keys = Enumerable.Range(0, lines.Length).Where(i => Key().IsMatch(lines[i]) && !lines[i].StartsWith("type =", StringComparison.Ordinal)).ToArray();

        Assert.True(keys.Length > 20);
        Assert.All(keys, i => Assert.StartsWith("#", lines[i - 1]));
    }

    private static IEnumerable<string> KeysOf(string path) => Http2.DefaultConfig.GetConfig(path).AsEnumerable().Select(entry => entry.Key);

    [GeneratedRegex("^[a-z][a-z-]+ (=|\\{)")]
    private static partial Regex Key();
}
