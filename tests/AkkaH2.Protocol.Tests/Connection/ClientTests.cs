using System.Runtime.CompilerServices;
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
        Connection.Consume(new StreamId(1), 5);
        Assert.Equal(0, Connection.AtWork);
    }

    [Theory, Trait("RFC 9110", "15")]
    [InlineData("499", false)]
    [InlineData("500", true)]
    [InlineData("599", true)]
    [InlineData("600", true)]
    [InlineData("999", true)]
    public void Statuses_above_599_are_read_and_count_as_the_servers_error(string status, bool isServerError)
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Sent();
        Receive(Response(1, status, end: true));
        var head = Assert.Single(Responses);
        Assert.Equal((int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), isServerError), (head.Status, head.IsServerError));
    }

    [Theory, Trait("RFC 9110", "15")]
    [InlineData("099")]
    [InlineData("1000")]
    [InlineData("20")]
    public void A_status_that_is_not_three_digits_from_100_is_malformed(string status)
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Sent();
        Receive(Response(1, status, end: true));
        Assert.Empty(Responses);
        Assert.Contains(Sent(), frame => frame is RstStreamFrame { Code: ErrorCode.ProtocolError });
    }

    [Fact, Trait("RFC 9113", "6.9")]
    public void A_body_that_is_read_after_its_end_gives_its_credit_back()
    {
        Handshake();
        for (var id = 1; id < 4_000; id += 2)
        {
            Connection.SendRequest(Get, endStream: true);
            Sent();
            Receive(Response(id, "200"), Data(id, 16_000, end: true));
            Connection.Consume(new StreamId(id), 16_000);
        }

        Assert.Equal((0, 0), (Connection.Unread, Connection.AtWork));
        AssertAlive();
    }

    [Fact, Trait("RFC 9113", "6.9")]
    public void So_does_one_that_is_given_up()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Sent();
        Receive(Response(1, "200"), Data(1, 16_000, end: true));
        EndWork(1);
        Assert.Equal((0, 0), (Connection.Unread, Connection.AtWork));
    }

    [Fact, Trait("RFC 9113", "5.1")]
    public void A_request_that_is_reset_before_its_HEADERS_went_out_was_never_there()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Connection.Reset(new StreamId(1), ErrorCode.Cancel, "not wanted any more");
        Assert.Empty(Sent());
        Connection.SendRequest(Get, endStream: true);
        Assert.Equal(3, Assert.Single(Sent().OfType<FieldSection>()).Stream.Value);
        Assert.Equal((1, 1), (Connection.OpenStreams, Connection.AtWork));
    }

    [Fact, Trait("RFC 9113", "5.1.2")]
    public void Requests_that_have_not_gone_out_keep_to_a_limit_that_is_lowered_meanwhile()
    {
        Handshake();
        for (var i = 0; i < 5; i++)
            Connection.SendRequest(Get, endStream: true);
        Receive(SettingsFrame.Of(new Setting(SettingId.MaxConcurrentStreams, 2)));
        Assert.Equal([1, 3], Requested());
        Assert.Null(Connection.SendRequest(Get, endStream: true));

        Receive(Response(3, "200", end: true));
        Assert.Equal([5], Requested());
        Connection.Reset(new StreamId(7), ErrorCode.Cancel, "not wanted any more");
        Connection.Reset(new StreamId(1), ErrorCode.Cancel, "not wanted any more");
        var sent = Sent();
        AssertReset(1, ErrorCode.Cancel, sent);
        Assert.Equal(9, Assert.Single(sent.OfType<FieldSection>()).Stream.Value);
        Receive(Response(5, "200", end: true), Response(9, "200", end: true));
        Assert.Equal(11, Connection.SendRequest(Get, endStream: true)!.Id.Value);
        Assert.Equal([11], Requested());
    }

    [Fact, Trait("RFC 9113", "5.1.2")]
    public void They_go_out_in_their_order_when_it_is_raised()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        var upload = Connection.SendRequest(Get, endStream: false)!;
        Connection.SendRequest(Get, endStream: true);
        Receive(SettingsFrame.Of(new Setting(SettingId.MaxConcurrentStreams, 0)));
        Connection.SendData(upload.Id, new byte[100], end: true);
        Assert.Empty(Requested());
        Receive(SettingsFrame.Of(new Setting(SettingId.MaxConcurrentStreams, 2)));
        Receive(SettingsFrame.Of(new Setting(SettingId.MaxConcurrentStreams, 3)));
        Assert.Equal([1, 3, 5], Requested());
        Connection.OnLost("the peer is gone");
        Assert.Equal((0, 3), (Connection.OpenStreams, Aborted.Count));
    }

    [Fact, Trait("RFC 9218", "7.1")]
    public void The_priority_of_one_that_waits_is_not_asked_for_before_its_HEADERS()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Connection.SendRequest(Get, endStream: true);
        Receive(SettingsFrame.Of(new Setting(SettingId.MaxConcurrentStreams, 1)));
        Connection.UpdatePriority(new StreamId(3), "u=2");
        Connection.UpdatePriority(new StreamId(3), "u=1");
        Assert.DoesNotContain(Sent(), frame => frame is PriorityUpdateFrame);
        Receive(Response(1, "200", end: true));
        var sent = Sent();
        Assert.Equal([FrameType.Headers, FrameType.PriorityUpdate], sent.Select(frame => frame.Type));
        Assert.Equal("u=1", Assert.IsType<PriorityUpdateFrame>(sent[1]).FieldText);
    }

    [Fact]
    public void A_response_may_be_given_up_when_its_head_comes_and_is_all()
    {
        Handshake();
        WhenResponded = stream => Connection.Reset(stream.Id, ErrorCode.Cancel, "seen enough");
        Connection.SendRequest(Get, endStream: true);
        Sent();
        Receive(Response(1, "200", end: true));
        Assert.Equal((0, 0), (Ended.Count, Connection.AtWork));
        AssertAlive();
    }

    [Fact, Trait("RFC 9113", "5.1")]
    public void An_answer_to_a_request_that_has_not_gone_out_is_a_connection_error()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Receive(Response(1, "200"));
        Assert.Equal(ErrorCode.ProtocolError, GoAwayOf(Sent()).Code);
    }

    [Fact, Trait("RFC 9113", "8.7")]
    public void A_stream_tells_what_is_known_of_a_response_that_did_not_come_whole()
    {
        Handshake();
        var faults = new List<StreamFault>();
        WhenAborted = stream => faults.Add(stream.Fault);
        for (var i = 0; i < 6; i++)
            Connection.SendRequest(Get, endStream: true);
        Sent();
        Receive(Response(1, "20"));
        Receive(Data(3, 1, end: true));
        Receive(Response(5, "200", false, new HeaderField("content-length", "4")), Data(5, 5, end: true));
        Receive(Response(7, "200", false, new HeaderField("content-length", "4")), Data(7, 3, end: true));
        Receive(new RstStreamFrame(new StreamId(9), ErrorCode.RefusedStream));
        Receive(new GoAwayFrame(new StreamId(9), ErrorCode.NoError, ""));
        Assert.Equal(
            [StreamFault.Malformed, StreamFault.Malformed, StreamFault.BodyTooLong, StreamFault.BodyTooShort, StreamFault.NotProcessed, StreamFault.NotProcessed], faults);
    }

    [Fact, Trait("RFC 9113", "8.7")]
    public void A_request_whose_HEADERS_have_not_gone_out_was_not_processed()
    {
        Handshake();
        var stream = Connection.SendRequest(Get, endStream: true)!;
        Connection.OnLost("the peer is gone");
        Assert.Equal(StreamFault.NotProcessed, stream.Fault);
    }

    [Fact, Trait("RFC 9113", "10.5")]
    public void Informational_responses_without_end_are_a_flood_and_nothing_is_told_after_its_end()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Sent();
        for (var n = 0; n < 1_100; n++)
            Receive(Response(1, "103"));
        Assert.Equal(ErrorCode.EnhanceYourCalm, GoAwayOf(Sent()).Code);
        Assert.Empty(Late);
    }

    [Fact, Trait("RFC 9113", "8.1")]
    public void Informational_responses_precede_the_response()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Sent();
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

    [Theory, Trait("RFC 9113", "8.1.1")]
    [InlineData("HEAD", "200")]
    [InlineData("GET", "204")]
    [InlineData("GET", "304")]
    public void Content_where_there_can_be_none_is_malformed(string method, string status)
    {
        Handshake();
        Connection.SendRequest([new(":method", method), .. Get[1..]], endStream: true);
        Sent();
        Receive(Response(1, status, end: false, new HeaderField("content-length", "5")), Data(1, 5, end: true));
        AssertReset(1, ErrorCode.ProtocolError, Sent());
        Assert.Equal(0, Received.GetValueOrDefault(1));
    }

    [Fact, Trait("RFC 9110", "15.3.6")]
    public void Content_that_a_205_should_not_have_is_taken()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Sent();
        Receive(Response(1, "205", end: false, new HeaderField("content-length", "5")), Data(1, 5, end: true));
        Assert.Equal(5, Received.GetValueOrDefault(1));
        Assert.Equal([1], Ended);
    }

    [Fact, Trait("RFC 9113", "8.1.1")]
    public void A_response_to_HEAD_announces_the_length_of_another_one()
    {
        Handshake();
        Connection.SendRequest([new(":method", "HEAD"), .. Get[1..]], endStream: true);
        Sent();
        Receive(Response(1, "200", end: true, new HeaderField("content-length", "5")));
        Assert.Equal([1], Ended);
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

    [Fact, Trait("RFC 9113", "5.1.1")]
    public void The_last_id_that_there_is_is_used_and_the_connection_ends_with_its_stream()
    {
        Handshake();
        Streams(Connection).Use(new StreamId(int.MaxValue - 4));
        Assert.True(Connection.HasIds);
        Connection.SendRequest(Get, endStream: true);
        Connection.SendRequest(Get, endStream: true);
        Assert.False(Connection.HasIds);
        Assert.Null(Connection.SendRequest(Get, endStream: true));
        Assert.Equal([int.MaxValue - 2, int.MaxValue], Requested());
        Receive(Response(int.MaxValue, "200", end: true));
        Assert.DoesNotContain(Sent(), frame => frame is GoAwayFrame);
        Receive(Response(int.MaxValue - 2, "200", end: true));
        Assert.Equal(ErrorCode.NoError, GoAwayOf(Sent()).Code);
        Assert.True(Connection.IsOver);
    }

    [Fact, Trait("RFC 9113", "6.8")]
    public void A_request_whose_HEADERS_have_not_gone_out_does_not_begin_behind_GOAWAY()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Sent();
        var late = Connection.SendRequest(Get, endStream: true)!;
        Receive(new GoAwayFrame(StreamId.Max, ErrorCode.NoError));
        Assert.Equal(3, Assert.Single(Aborted).Stream);
        Assert.Equal(StreamFault.NotProcessed, late.Fault);
        Assert.DoesNotContain(Sent(), frame => frame is FieldSection or RstStreamFrame);
        Assert.Empty(Resets);
        Receive(Response(1, "200", end: true));
        Assert.True(Connection.IsOver);
    }

    [Fact, Trait("RFC 9113", "5.1.2")]
    public void Requests_that_wait_for_a_place_can_be_given_up_and_the_peer_never_knows_them()
    {
        Handshake();
        var streams = Enumerable.Range(0, 4).Select(_ => Connection.SendRequest(Get, endStream: true)!).ToArray();
        Receive(SettingsFrame.Of(new Setting(SettingId.MaxConcurrentStreams, 2)));
        Assert.True(Connection.HoldsRequests);
        Connection.GiveUpHeldRequests();
        Assert.False(Connection.HoldsRequests);
        Assert.Equal([5, 7], Aborted.Select(aborted => aborted.Stream).Order());
        Assert.Equal([StreamFault.None, StreamFault.None, StreamFault.NotProcessed, StreamFault.NotProcessed], streams.Select(stream => stream.Fault));
        Assert.Equal([1, 3], Requested());
        Assert.Empty(Resets);
        Assert.Equal(2, Connection.OpenStreams);
        Receive(Response(1, "200", end: true));
        Assert.Equal(9, Connection.SendRequest(Get, endStream: true)!.Id.Value);
    }

    [Fact, Trait("RFC 9113", "8.4")]
    public void A_push_that_was_not_enabled_is_a_connection_error()
    {
        Handshake();
        Connection.SendRequest(Get, endStream: true);
        Sent();
        Receive(new PromiseSection(new StreamId(1), new StreamId(2), Get));
        Assert.Equal(ErrorCode.ProtocolError, GoAwayOf(Sent()).Code);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_streams")]
    private static extern ref StreamLedger Streams(Http2Connection connection);

    private List<int> Requested() => [.. Sent().OfType<FieldSection>().Select(section => section.Stream.Value)];

    private static FieldSection Response(int stream, string status, bool end = false, params HeaderField[] more) =>
        new(new StreamId(stream), [new(":status", status), .. more], end);
}
