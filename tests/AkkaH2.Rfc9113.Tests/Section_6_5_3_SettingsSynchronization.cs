using System.Net;
using Akka.Actor;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>A peer that goes silent; the server here is short of patience.</summary>
[Trait("RFC 9113", "6.5.3")]
public sealed class Section_6_5_3_SettingsSynchronization : IAsyncLifetime
{
    private readonly ActorSystem _system = ActorSystem.Create("impatient", """
        akka.loglevel = WARNING
        akka.stdout-loglevel = WARNING
        akka.h2 { transport = sockets, preface-timeout = 100ms, settings-timeout = 100ms, linger-timeout = 100ms }
        """);

    private EndPoint? _endPoint;

    public async Task InitializeAsync() => _endPoint = (await _system.Http2().BindAsync("127.0.0.1", 0, TestEndpoints.Map)).LocalEndPoint;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task SETTINGS_that_are_not_acknowledged_in_time_are_a_connection_error()
    {
        await using var peer = await TestPeer.ConnectAsync(_endPoint!);
        peer.AutoAckSettings = false;
        await peer.SendPreface();
        await peer.Send(Settings());
        await peer.ExpectConnectionError(0, ErrorCode.SettingsTimeout);
    }

    [Fact, Trait("RFC 9113", "3.4")]
    public async Task A_connection_without_a_preface_ends()
    {
        await using var peer = await TestPeer.ConnectAsync(_endPoint!);
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    }

    [Fact, Trait("RFC 9113", "3.4")]
    public async Task A_connection_without_SETTINGS_behind_the_preface_ends()
    {
        await using var peer = await TestPeer.ConnectAsync(_endPoint!);
        await peer.SendPreface();
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    }
}
