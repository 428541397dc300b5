using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>A connection that goes on where HTTP/1.1 ended (RFC 7540 §3.2).</summary>
public sealed class UpgradeTests : ConnectionTest
{
    private static readonly HeaderField[] Fields = [new(":method", "GET"), new(":scheme", "http"), new(":path", "/"), new(":authority", "a")];
    private static readonly HeaderField[] Head = [new(":status", "200")];

    [Fact]
    public void The_request_is_stream_1_and_its_client_has_ended_it()
    {
        Connection.BeginUpgraded(SettingsFrame.Of(), Fields);

        var stream = Assert.Single(Begun);
        Assert.Equal((1, StreamState.HalfClosedRemote), (stream.Id.Value, stream.State));
        Assert.False(stream.PeerIsSending);
    }

    [Fact]
    public void Our_settings_go_before_the_response_which_does_not_wait_for_the_preface()
    {
        Connection.BeginUpgraded(SettingsFrame.Of(), Fields);
        Connection.Respond(new StreamId(1), Head, "hello"u8.ToArray());

        var sent = Sent();
        Assert.IsType<SettingsFrame>(sent[0]);
        Assert.DoesNotContain(SettingsFrame.Acknowledgement, sent);
        Assert.Equal(5, sent.OfType<DataFrame>().Sum(frame => frame.Data.Length));
    }

    [Fact]
    public void The_settings_of_the_request_hold_at_once()
    {
        Connection.BeginUpgraded(SettingsFrame.Of(new Setting(SettingId.InitialWindowSize, 3)), Fields);
        Connection.Respond(new StreamId(1), Head, "hello"u8.ToArray());

        Assert.Equal(3, Sent().OfType<DataFrame>().Sum(frame => frame.Data.Length));
    }

    [Fact]
    public void Then_the_client_begins_with_its_preface_and_stream_3()
    {
        Connection.BeginUpgraded(SettingsFrame.Of(), Fields);
        Handshake();
        Receive(new FieldSection(new StreamId(3), Fields, EndStream: true));

        Assert.Equal([1, 3], Begun.Select(stream => stream.Id.Value));
        Assert.Empty(ConnectionErrors);
    }

    [Fact]
    public void HEADERS_on_stream_1_are_an_error()
    {
        Connection.BeginUpgraded(SettingsFrame.Of(), Fields);
        Handshake();
        Receive(new FieldSection(new StreamId(1), Fields, EndStream: true));

        Assert.Equal([(1, ErrorCode.StreamClosed, true)], Resets);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("AAMAAABkAARAAAAAAAIAAAAA", 3)] // what curl sends
    public void HTTP2_Settings_are_read(string value, int count) => Assert.Equal(count, UpgradeSettings.Parse(value)?.Settings.Count);

    [Theory]
    [InlineData("AAMAAABk+")] // not of the alphabet
    [InlineData("AAMAAABkAA")] // not six octets each
    [InlineData("AAT_____")] // a window of 2^32-1
    public void HTTP2_Settings_that_are_none_are_seen(string value) => Assert.Null(UpgradeSettings.Parse(value));
}
