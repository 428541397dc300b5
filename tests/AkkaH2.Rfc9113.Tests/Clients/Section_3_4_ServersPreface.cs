using System.Text;
using AkkaH2.Client;

namespace AkkaH2.Rfc9113.Tests.Clients;

[Trait("RFC 9113", "3.4")]
public sealed class Section_3_4_ServersPreface(TestServer server) : ClientSectionTests(server)
{
    [Fact, Trait("RFC 9113", "3.3")]
    public Task The_client_begins_with_the_preface_and_SETTINGS() => WithClient(async client =>
    {
        _ = client.Send(Request.Get("/"));
        var peer = await client.AcceptRaw(); // it fails on another preface
        await peer.ExpectSettings();
        Assert.False(Assert.IsType<SettingsFrame>(peer.Received[0]).Ack);
    });

    [Fact]
    public Task A_request_need_not_wait_for_the_servers_SETTINGS() => WithClient(async client =>
    {
        var response = client.Send(Request.Get("/"));
        var peer = await client.AcceptRaw();
        await peer.ExpectHeaders(1);
        await peer.Send(Settings());
        await ExpectAnswered(peer, 1, response);
    });

    [Fact]
    public Task The_servers_SETTINGS_are_acknowledged() => OnRequest(async (peer, response) =>
    {
        Assert.Single(peer.Received, frame => frame is SettingsFrame { Ack: true });
        await ExpectAnswered(peer, 1, response);
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
    internal Task Another_first_frame_than_SETTINGS_is_a_connection_error(FrameType type) => WithClient(async client =>
    {
        var response = client.Send(Request.Get("/"));
        var peer = await client.AcceptRaw();
        await peer.ExpectHeaders(1);
        await peer.Send(type is FrameType.Headers ? Headers(1).Status(200).EndStream() : Some.Frame(type, type is FrameType.Ping or FrameType.GoAway or FrameType.WindowUpdate ? 0 : 1));
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
        var error = await Fails(response);
        Assert.Equal((ClientErrorKind.ProtocolError, ErrorCode.ProtocolError), (error.Kind, error.Code));
    });

    [Fact]
    public Task An_acknowledgement_is_not_the_servers_SETTINGS() => WithClient(async client =>
    {
        _ = client.Send(Request.Get("/"));
        var peer = await client.AcceptRaw();
        await peer.Send(SettingsAck());
        await peer.ExpectConnectionError(0, ErrorCode.ProtocolError);
    });

    [Fact]
    public Task SETTINGS_in_error_are_a_connection_error() => WithClient(async client =>
    {
        _ = client.Send(Request.Get("/"));
        var peer = await client.AcceptRaw();
        await peer.Send(Raw(FrameType.Settings, FrameFlags.None, 0, 1));
        await peer.ExpectConnectionError(0, ErrorCode.FrameSizeError);
    });

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    [InlineData("220 mail.example.com ESMTP\r\n")]
    public Task A_server_of_another_protocol_ends_in_one_error(string answer) => WithClient(async client =>
    {
        var response = client.Send(Request.Get("/"));
        var peer = await client.AcceptRaw();
        await peer.ExpectHeaders(1);
        await peer.SendRaw(Encoding.Latin1.GetBytes(answer));
        await peer.ExpectClosed();
        Assert.Equal(ClientErrorKind.ProtocolError, (await Fails(response)).Kind);
    });

    [Fact]
    public Task SETTINGS_may_come_octet_by_octet() => WithClient(async client =>
    {
        var response = client.Send(Request.Get("/"));
        var peer = await client.AcceptRaw();
        peer.IsReferee = false; // it did not send SETTINGS as a frame, whose acknowledgement comes all the same
        await peer.ExpectHeaders(1);
        foreach (var octet in new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 }) await peer.SendRaw(new[] { octet });
        await peer.ExpectSettingsAck();
        await ExpectAnswered(peer, 1, response);
    });
}
