using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "6.5.3")]
public sealed class SettingsLedgerTests
{
    private readonly SettingsLedger _ledger = new(Role.Server);

    [Fact]
    public void Our_settings_hold_when_they_are_acknowledged_set_by_set()
    {
        _ledger.Announce([Window(10), MaxFrame(20_000)], TimeSpan.Zero);
        _ledger.Announce([Window(20)], TimeSpan.Zero);
        Assert.Equal((65_535, 20, 2), (_ledger.Ours.InitialWindowSize, _ledger.Announced.InitialWindowSize, _ledger.Unacknowledged));

        Assert.Null(_ledger.Acknowledge(TimeSpan.Zero));
        Assert.Equal((10, 20_000, 1), (_ledger.Ours.InitialWindowSize, _ledger.Ours.MaxFrameSize, _ledger.Unacknowledged));

        Assert.Null(_ledger.Acknowledge(TimeSpan.Zero));
        Assert.Equal((20, 20_000, 0), (_ledger.Ours.InitialWindowSize, _ledger.Ours.MaxFrameSize, _ledger.Unacknowledged));
    }

    [Fact]
    public void Streams_are_held_to_the_largest_window_that_the_peer_may_go_by()
    {
        _ledger.Announce([Window(100)], TimeSpan.Zero);
        Assert.Equal(65_535, _ledger.EnforcedWindow);
        _ledger.Announce([Window(90_000)], TimeSpan.Zero);
        _ledger.Announce([Window(10)], TimeSpan.Zero);
        Assert.Equal([90_000, 90_000, 90_000, 10], (int[])[_ledger.EnforcedWindow, AfterAcknowledgement(), AfterAcknowledgement(), AfterAcknowledgement()]);
    }

    [Fact]
    public void Each_acknowledgement_is_a_round_trip()
    {
        _ledger.Announce([Window(10)], TimeSpan.FromSeconds(1));
        _ledger.Announce([Window(20)], TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.MaxValue, _ledger.RoundTrip);

        Assert.Null(_ledger.Acknowledge(TimeSpan.FromSeconds(4)));
        Assert.Equal(TimeSpan.FromSeconds(3), _ledger.RoundTrip);
        Assert.Null(_ledger.Acknowledge(TimeSpan.FromSeconds(4)));
        Assert.Equal(TimeSpan.FromSeconds(2), _ledger.RoundTrip);
    }

    [Fact]
    public void An_acknowledgement_that_nobody_asked_for_is_a_connection_error()
    {
        _ledger.Announce([], TimeSpan.Zero);
        Assert.Null(_ledger.Acknowledge(TimeSpan.Zero));
        Assert.Equal(ErrorCode.ProtocolError, Assert.IsType<Http2Error.OnConnection>(_ledger.Acknowledge(TimeSpan.Zero)).Code);
    }

    [Fact]
    public void The_peers_settings_hold_at_once_the_last_value_last_and_unknown_ones_are_ignored()
    {
        Assert.Null(_ledger.Receive(SettingsFrame.Of(Window(10), new Setting((SettingId)0xfafa, 1), Window(20))));
        Assert.Equal(ConnectionSettings.Initial with { InitialWindowSize = 20 }, _ledger.Peer);
    }

    [Theory]
    [Trait("RFC 9113", "6.5.2")]
    [InlineData(Role.Client, 1u, false)]
    [InlineData(Role.Client, 0u, true)]
    [InlineData(Role.Server, 1u, true)]
    public void A_server_does_not_enable_push(Role role, uint value, bool legal)
    {
        var error = new SettingsLedger(role).Receive(SettingsFrame.Of(new Setting(SettingId.EnablePush, value)));
        Assert.Equal(legal ? null : ErrorCode.ProtocolError, (error as Http2Error.OnConnection)?.Code);
    }

    [Theory]
    [Trait("RFC 9218", "2.1")]
    [InlineData(0u, 0u, true)]
    [InlineData(1u, 1u, true)]
    [InlineData(0u, 1u, false)]
    [InlineData(1u, 0u, false)]
    public void What_the_first_SETTINGS_said_of_priorities_may_not_change(uint first, uint second, bool legal)
    {
        Assert.Null(_ledger.Receive(SettingsFrame.Of(new Setting(SettingId.NoRfc7540Priorities, first))));
        Assert.Equal(first == 1, _ledger.Peer.NoRfc7540Priorities);
        var error = _ledger.Receive(SettingsFrame.Of(new Setting(SettingId.NoRfc7540Priorities, second)));
        Assert.Equal(legal ? null : ErrorCode.ProtocolError, (error as Http2Error.OnConnection)?.Code);
    }

    [Fact]
    public void What_differs_is_announced_and_what_is_the_same_is_left_out()
    {
        var settings = ConnectionSettings.Initial with { InitialWindowSize = 10, MaxConcurrentStreams = 5 };
        Assert.Equal([new Setting(SettingId.MaxConcurrentStreams, 5), Window(10)], settings.Since(ConnectionSettings.Initial));
        Assert.Equal(settings, ConnectionSettings.Initial.Apply(settings.Since(ConnectionSettings.Initial)));
        Assert.Empty(settings.Since(settings));
    }

    private int AfterAcknowledgement()
    {
        Assert.Null(_ledger.Acknowledge(TimeSpan.Zero));
        return _ledger.EnforcedWindow;
    }

    private static Setting Window(uint octets) => new(SettingId.InitialWindowSize, octets);

    private static Setting MaxFrame(uint octets) => new(SettingId.MaxFrameSize, octets);
}
