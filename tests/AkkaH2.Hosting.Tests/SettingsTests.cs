using Akka.Configuration;
using Akka.Hosting;
using AkkaH2.Configuration;
using AkkaH2.Endpoints;

namespace AkkaH2.Hosting.Tests;

/// <summary>Settings come from the section AkkaH2 of the application's configuration, then from HOCON, then from reference.conf.</summary>
public sealed class SettingsTests : HostTest
{
    [Theory]
    [InlineData("AkkaH2:MaxConnections")]
    [InlineData("AkkaH2:max-connections")]
    [InlineData("AKKAH2:MAX_CONNECTIONS")]
    [InlineData("akkah2:maxconnections")]
    public async Task A_key_is_read_in_any_spelling(string key) => Assert.Equal(7, (await Settings("", (key, "7"))).MaxConnections);

    [Fact]
    public async Task The_section_counts_before_HOCON_and_HOCON_before_the_default()
    {
        var settings = await Settings("akka.h2 { max-connections = 5, backlog = 6 }", ("AkkaH2:MaxConnections", "7"));

        Assert.Equal((7, 6, 100), (settings.MaxConnections, settings.Backlog, settings.MaxConcurrentStreams));
    }

    [Fact]
    public async Task Values_of_all_kinds_are_read()
    {
        var settings = await Settings(
            "",
            ("AkkaH2:ServerPush", "True"),
            ("AkkaH2:ReceiveBufferSize", "32KiB"),
            ("AkkaH2:DrainTimeout", "3s"),
            ("AkkaH2:KeepAliveInterval", "infinite"),
            ("AkkaH2:EndpointThread", "pool"),
            ("AkkaH2:MinimumBodyRate:OctetsPerSecond", "0"),
            ("AkkaH2:Supervision:Exceptions:0:Type", "System.TimeoutException"),
            ("AkkaH2:Supervision:Exceptions:0:Directive", "restart"),
            ("AkkaH2:Client:Protocol", "prior-knowledge"));

        Assert.Equal(
            (true, 32_768, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan, EndpointThread.Pool, 0, ClientProtocol.PriorKnowledge),
            (settings.ServerPush, settings.ReceiveBufferSize, settings.DrainTimeout, settings.KeepAliveInterval, settings.EndpointThread, settings.MinimumBodyRate.OctetsPerSecond, settings.Client.Protocol));
    }

    [Fact]
    public async Task A_section_that_has_the_settings_itself_is_read()
    {
        var host = await Start(
            (akka, configuration) => akka.WithHttp2(configuration.GetSection("Servers:Public"), http => http.Listen("127.0.0.1", 0)), null, ("Servers:Public:MaxConnections", "7"));

        Assert.Equal(7, System(host).Http2().Settings.MaxConnections);
    }

    [Theory]
    [InlineData("AkkaH2:MaxConections", "7", "AkkaH2:MaxConections is no setting of AkkaH2; the nearest one is AkkaH2:MaxConnections.")]
    [InlineData("AkkaH2:Tls:MinVersion", "1.2", "AkkaH2:Tls:MinVersion is no setting of AkkaH2; akka.h2 in reference.conf has all of them.")]
    [InlineData("AkkaH2:Tls:Certificates:0:Pxf", "a.pfx", "AkkaH2:Tls:Certificates:0:Pxf is no setting of AkkaH2; the nearest one is AkkaH2:Tls:Certificates:0:Pfx.")]
    [InlineData("AkkaH2:Tls:Certificates", "a.pfx", "AkkaH2:Tls:Certificates is a list, not the value \"a.pfx\": its first entry is AkkaH2:Tls:Certificates:0.")]
    [InlineData("AkkaH2:Tls:Certificates:Pfx", "a.pfx", "AkkaH2:Tls:Certificates:Pfx is no setting of AkkaH2: AkkaH2:Tls:Certificates is a list, whose first entry is AkkaH2:Tls:Certificates:0.")]
    [InlineData("AkkaH2:Tls", "on", "AkkaH2:Tls is a section of settings, not the value \"on\".")]
    [InlineData("AkkaH2:Backlog:Size", "1", "AkkaH2:Backlog:Size is no setting of AkkaH2: AkkaH2:Backlog is a value, not a section.")]
    [InlineData("AkkaH2:MaxFrameSize", "5", "akka.h2.max-frame-size must be 16384 to 16777215, but is 5.")]
    [InlineData("AkkaH2:DrainTimeout", "soon", "akka.h2.drain-timeout must be a time, such as 10s, but is soon.")]
    public async Task A_wrong_setting_is_named(string key, string value, string why) =>
        Assert.Equal(why, (await ExpectNoStart<ConfigurationException>((akka, configuration) => akka.WithHttp2(configuration, http => http.Listen("127.0.0.1", 0)), (key, value))).Message);

    [Fact]
    public async Task A_wrong_value_in_HOCON_is_named_wherever_it_is_added()
    {
        const string Wrong = "akka.h2.max-frame-size = 5";
        var before = await ExpectNoStart<ConfigurationException>((akka, _) => akka.AddHocon(Wrong, HoconAddMode.Append).WithHttp2(http => http.Listen("127.0.0.1", 0)));
        var behind = await ExpectNoStart<ConfigurationException>((akka, _) => akka.WithHttp2(http => http.Listen("127.0.0.1", 0)).AddHocon(Wrong, HoconAddMode.Append));

        Assert.Equal("akka.h2.max-frame-size must be 16384 to 16777215, but is 5.", before.Message);
        Assert.Equal(before.Message, behind.Message);
    }

    private async Task<Http2Settings> Settings(string hocon, params (string Key, string? Value)[] settings)
    {
        var host = await Start((akka, configuration) => akka.AddHocon(hocon, HoconAddMode.Append).WithHttp2(configuration, http => http.Listen("127.0.0.1", 0)), null, settings);
        return System(host).Http2().Settings;
    }
}
