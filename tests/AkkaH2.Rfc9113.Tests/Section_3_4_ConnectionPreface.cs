using System.Text;

namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "3.4")]
public sealed class Section_3_4_ConnectionPreface(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task The_server_begins_with_SETTINGS() => WithServer(async peer =>
    {
        await peer.SendPreface();
        await peer.Send(Settings());
        await peer.ExpectSettings();
        Assert.IsType<SettingsFrame>(peer.Received[0]);
    });

    [Fact]
    public Task The_acknowledgement_of_the_clients_SETTINGS_comes_behind_the_servers_own() => WithServer(async peer =>
    {
        await peer.SendPreface();
        await peer.Send(Settings());
        await peer.ExpectSettingsAck();
        Assert.False(Assert.IsType<SettingsFrame>(peer.Received[0]).Ack);
    });

    [Fact]
    public Task SETTINGS_are_exchanged_and_acknowledged() => WithServer(async peer =>
    {
        await peer.Handshake();
        await peer.ExpectAlive();
    });

    [Fact]
    public Task Requests_may_follow_the_preface_at_once() => WithServer(async peer =>
    {
        await peer.SendPreface();
        await peer.Send(Settings(), Headers(1).Get("/hello").EndStream());
        Assert.Equal("hello", (await peer.ExpectResponse(1)).Text);
    });

    [Fact]
    public Task The_preface_may_come_octet_by_octet() => WithServer(async peer =>
    {
        foreach (var octet in ConnectionPreface.Octets.ToArray()) await peer.SendRaw(new[] { octet });
        await peer.Send(Settings());
        await peer.ExpectSettingsAck();
    });

    [Theory]
    [InlineData("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\rX")]
    [InlineData("PRI * HTTP/1.1\r\nhost: localhost\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000")] // TLS begins like this
    public Task A_wrong_preface_ends_the_connection(string preface) => WithServer(async peer =>
    {
        await peer.SendRaw(Encoding.ASCII.GetBytes(preface));
        await peer.ExpectClosed();
    });

    [Theory]
    [InlineData(FrameType.Data)]
    [InlineData(FrameType.Headers)]
    [InlineData(FrameType.Priority)]
    [InlineData(FrameType.RstStream)]
    [InlineData(FrameType.Ping)]
    [InlineData(FrameType.GoAway)]
    [InlineData(FrameType.WindowUpdate)]
    [InlineData((FrameType)0xfe)]
    internal Task Another_frame_than_SETTINGS_behind_the_preface_is_a_connection_error(FrameType type) => WithServer(async peer =>
    {
        await peer.SendPreface();
        await peer.Send(Some.Frame(type, type is FrameType.Ping or FrameType.GoAway or FrameType.WindowUpdate ? 0 : 1));
        await peer.ExpectGoAwayCode(ErrorCode.ProtocolError);
        await peer.ExpectClosed();
    });

    [Fact]
    public Task SETTINGS_in_error_behind_the_preface_is_a_connection_error() => WithServer(async peer =>
    {
        await peer.SendPreface();
        await peer.Send(Raw(FrameType.Settings, FrameFlags.None, 0, 1));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Fact, Trait("RFC 9113", "3.3")]
    public Task A_client_with_prior_knowledge_is_served_without_an_upgrade() => WithConnection(peer => ExpectServed(peer, 1));

    [Fact]
    public Task An_acknowledgement_is_not_the_SETTINGS_that_must_follow_the_preface() => WithServer(async peer =>
    {
        await peer.SendPreface();
        await peer.Send(SettingsAck());
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });
}
