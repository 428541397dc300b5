using Akka.Actor;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>A peer that goes silent; each server here is short of patience in one thing.</summary>
[Trait("RFC 9113", "6.5.3")]
public sealed class Section_6_5_3_SettingsSynchronization
{
    [Fact]
    public Task SETTINGS_that_are_not_acknowledged_in_time_are_a_connection_error() => WithServer("settings-timeout", async peer =>
    {
        peer.AutoAckSettings = false;
        await peer.SendPreface();
        await peer.Send(Settings());
        await peer.ExpectConnectionError(0, ErrorCode.SettingsTimeout);
    });

    [Fact, Trait("RFC 9113", "3.4")]
    public Task A_connection_without_a_preface_ends() =>
        WithServer("preface-timeout", peer => peer.ExpectConnectionError(0, ErrorCode.ProtocolError));

    [Fact, Trait("RFC 9113", "3.4")]
    public Task A_connection_without_SETTINGS_behind_the_preface_ends() => WithServer("preface-timeout", async peer =>
    {
        await peer.SendPreface();
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    private static async Task WithServer(string timeout, Func<TestPeer, Task> test)
    {
        var system = ActorSystem.Create("impatient", $$"""
            akka.loglevel = WARNING
            akka.stdout-loglevel = WARNING
            akka.h2 { transport = sockets, {{timeout}} = 100ms }
            """);
        try
        {
            var server = await system.Http2().BindAsync("127.0.0.1", 0, TestEndpoints.Map);
            await using var peer = await TestPeer.ConnectAsync(server.LocalEndPoint);
            await test(peer);
        }
        finally
        {
            await system.Terminate();
        }
    }
}
