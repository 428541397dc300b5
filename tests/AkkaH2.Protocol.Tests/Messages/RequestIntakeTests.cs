using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

public sealed class RequestIntakeTests
{
    private static readonly HeaderField[] Get = [new(":method", "GET"), new(":scheme", "http"), new(":authority", "example.com"), new(":path", "/")];
    private static readonly StreamId Id = new(7);

    private readonly RequestIntake _intake = new(maxCount: 10);

    [Fact]
    public void A_request_is_one()
    {
        var (head, refusal) = Read(new FieldSection(Id, Get, EndStream: true));
        Assert.Null(refusal);
        Assert.Equal("/", head!.Path);
    }

    [Fact]
    [Trait("RFC 9113", "8.1.1")]
    public void A_malformed_one_is_PROTOCOL_ERROR() =>
        AssertRefused(Read(new FieldSection(Id, [new(":method", "GET")], EndStream: true)).Refusal, RefusalKind.Malformed, ErrorCode.ProtocolError);

    [Fact]
    [Trait("RFC 9113", "8.1.1")]
    public void A_content_length_without_a_body_is_malformed()
    {
        HeaderField[] fields = [.. Get, new("content-length", "1")];
        AssertRefused(Read(new FieldSection(Id, fields, EndStream: true)).Refusal, RefusalKind.Malformed, ErrorCode.ProtocolError);
        Assert.NotNull(Read(new FieldSection(Id, fields, EndStream: false)).Head);
    }

    [Fact]
    [Trait("RFC 9113", "10.5.1")]
    public void One_with_too_many_fields_is_refused_before_it_is_parsed() =>
        AssertRefused(Read(new FieldSection(Id, Get, EndStream: true) { TooLarge = true }).Refusal, RefusalKind.FieldsTooLarge, ErrorCode.EnhanceYourCalm);

    [Fact]
    [Trait("RFC 9113", "5.1.2")]
    public void One_stream_too_many_is_REFUSED_STREAM() =>
        AssertRefused(RequestIntake.TooMany(new FieldSection(Id, Get, EndStream: true), 100, 2), RefusalKind.TooManyStreams, ErrorCode.RefusedStream);

    [Fact]
    public void Fields_that_come_again_are_the_same_request()
    {
        var again = new FieldSection(Id, Get, EndStream: true) { IsKnown = true };
        var head = Read(again).Head;
        Assert.Same(head, Read(again).Head);
        Assert.NotSame(head, Read(new FieldSection(Id, [.. Get], EndStream: true) { IsKnown = true }).Head);
    }

    [Fact]
    [Trait("RFC 9113", "8.1.1")]
    public void What_is_malformed_without_a_body_is_so_when_it_comes_again()
    {
        HeaderField[] fields = [.. Get, new("content-length", "1")];
        var (withBody, without) = (new FieldSection(Id, fields, EndStream: false) { IsKnown = true }, new FieldSection(Id, fields, EndStream: true) { IsKnown = true });
        Assert.NotNull(Read(withBody).Head);
        AssertRefused(Read(without).Refusal, RefusalKind.Malformed, ErrorCode.ProtocolError);
        Assert.NotNull(Read(withBody).Head);
    }

    [Fact]
    [Trait("RFC 8441", "4")]
    public void An_extended_CONNECT_is_judged_each_time_by_our_settings()
    {
        var section = new FieldSection(Id, [new(":method", "CONNECT"), new(":protocol", "websocket"), .. Get[1..]], EndStream: false) { IsKnown = true };
        Assert.NotNull(_intake.Read(section, new ConnectionSettings { EnableConnectProtocol = true }).Head);
        Assert.NotNull(_intake.Read(section, new ConnectionSettings { EnableConnectProtocol = false }).Refusal);
    }

    private (RequestHead? Head, Refusal? Refusal) Read(FieldSection section) => _intake.Read(section, new ConnectionSettings { MaxHeaderListSize = 1000 });

    private static void AssertRefused(Refusal? refusal, RefusalKind kind, ErrorCode code)
    {
        Assert.NotNull(refusal);
        Assert.Equal((kind, code), (refusal.Kind, refusal.Code));
        Assert.Equal("GET", refusal.Fields[":method"]);
    }
}
