using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

/// <summary>The engine in the client's role: requests go out, responses come in.</summary>
public sealed class ClientTests() : ConnectionTest(new Http2Options { Role = Role.Client, Announced = new ConnectionSettings { EnablePush = false } })
{
    private static readonly HeaderField[] Get = [new(":method", "GET"), new(":scheme", "http"), new(":authority", "a"), new(":path", "/")];

    [Fact, Trait("RFC 9113", "8.1")]
    public void A_request_is_answered()
    {
        Handshake();
        Assert.Equal(1, Connection.SendRequest(Get, endStream: true)!.Id.Value);
        Assert.Contains(Sent(), frame => frame is FieldSection { EndStream: true, Stream.Value: 1 });
        Receive(Response(1, "200"), Data(1, 5, end: true));
        Assert.Equal(200, Assert.Single(Responses).Status);
        Assert.Equal([1], Ended);
        Assert.Equal(0, Connection.OpenStreams);
        Assert.Equal(0, Connection.AtWork);
    }

    [Fact, Trait("RFC 9113", "8.1")]
    public void Informational_responses_precede_the_response()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Receive(Response(1, "103"), Response(1, "200", end: true));
        Assert.Equal(200, Assert.Single(Responses).Status);
        Assert.Equal([1], Ended);
    }

    [Theory, Trait("RFC 9113", "8.1.1")]
    [InlineData("99")]
    [InlineData("abc")]
    [InlineData("101")]
    [InlineData("")]
    public void A_response_without_a_valid_status_is_malformed(string status)
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Sent();
        Receive(Response(1, status));
        AssertReset(1, ErrorCode.ProtocolError, Sent());
    }

    [Fact, Trait("RFC 9113", "8.1")]
    public void DATA_before_HEADERS_is_malformed()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Sent();
        Receive(Data(1, 5));
        AssertReset(1, ErrorCode.ProtocolError, Sent());
    }

    [Fact, Trait("RFC 9113", "8.1.1")]
    public void A_body_shorter_than_its_content_length_is_malformed()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Sent();
        Receive(Response(1, "200", end: false, new HeaderField("content-length", "10")), Data(1, 9, end: true));
        AssertReset(1, ErrorCode.ProtocolError, Sent());
    }

    [Fact, Trait("RFC 9113", "5.1.2")]
    public void No_more_requests_go_out_than_the_peer_allows()
    {
        Handshake(new Setting(SettingId.MaxConcurrentStreams, 1));
        Assert.NotNull(Connection.SendRequest(Get, endStream: true));
        Assert.Null(Connection.SendRequest(Get, endStream: true));
        Sent();
        Receive(Response(1, "204", end: true));
        Assert.NotNull(Connection.SendRequest(Get, endStream: true));
    }

    [Fact, Trait("RFC 9113", "6.8")]
    public void Requests_above_the_last_stream_of_GOAWAY_are_given_up_and_others_finish()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Connection.SendRequest(Get, endStream: true);
        Sent();
        Receive(new GoAwayFrame(new StreamId(1), ErrorCode.NoError));
        Assert.Equal(3, Assert.Single(Aborted).Stream);
        Assert.Null(Connection.SendRequest(Get, endStream: true));
        Receive(Response(1, "200", end: true));
        Assert.True(Connection.IsOver);
    }

    [Fact, Trait("RFC 9113", "8.4")]
    public void A_push_that_was_not_enabled_is_a_connection_error()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Receive(new PromiseSection(new StreamId(1), new StreamId(2), Get));
        Assert.Equal(ErrorCode.ProtocolError, GoAwayOf(Sent()).Code);
    }

    private static FieldSection Response(int stream, string status, bool end = false, params HeaderField[] more) =>
        new(new StreamId(stream), [new(":status", status), .. more], end);
}
