using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Tests.Protocol;

public sealed class RequestIntakeTests
{
    private static readonly HeaderField[] Get = [new(":method", "GET"), new(":scheme", "http"), new(":path", "/")];
    private static readonly StreamId Id = new(7);

    private readonly RequestIntake _intake = new(maxCount: 10);

    [Fact]
    public void A_request_is_one()
    {
        var (head, error) = Read(new FieldSection(Id, Get, EndStream: true));
        Assert.Null(error);
        Assert.Equal("/", head!.Path);
    }

    [Fact]
    [Trait("RFC 9113", "8.1.1")]
    public void A_malformed_one_is_PROTOCOL_ERROR_without_an_answer() =>
        AssertError(Read(new FieldSection(Id, [new(":method", "GET")], EndStream: true)).Error, RequestErrorKind.Malformed, ErrorCode.ProtocolError, answer: null);

    [Fact]
    [Trait("RFC 9113", "8.1.1")]
    public void A_content_length_without_a_body_is_malformed()
    {
        HeaderField[] fields = [.. Get, new("content-length", "1")];
        AssertError(Read(new FieldSection(Id, fields, EndStream: true)).Error, RequestErrorKind.Malformed, ErrorCode.ProtocolError, answer: null);
        Assert.NotNull(Read(new FieldSection(Id, fields, EndStream: false)).Head);
    }

    [Fact]
    [Trait("RFC 9113", "10.5.1")]
    public void One_with_too_many_fields_is_answered_with_431_before_it_is_parsed() =>
        AssertError(Read(new FieldSection(Id, Get, EndStream: true) { TooLarge = true }).Error, RequestErrorKind.FieldsTooLarge, ErrorCode.EnhanceYourCalm, answer: 431);

    [Fact]
    [Trait("RFC 9113", "5.1.2")]
    public void One_stream_too_many_is_REFUSED_STREAM() =>
        AssertError(RequestIntake.TooMany(new FieldSection(Id, Get, EndStream: true), 100, 2), RequestErrorKind.TooManyStreams, ErrorCode.RefusedStream, answer: null);

    private (RequestHead? Head, RequestError? Error) Read(FieldSection section) => _intake.Read(section, new ConnectionSettings { MaxHeaderListSize = 1000 });

    private static void AssertError(RequestError? error, RequestErrorKind kind, ErrorCode code, int? answer)
    {
        Assert.NotNull(error);
        Assert.Equal((kind, code, 7, answer), (error.Kind, error.Code, error.Stream, error.DefaultAnswer?.Status));
        Assert.Equal("GET", error.Fields[":method"]);
    }
}
