using AkkaH2.Client;

namespace AkkaH2.Rfc9113.Tests.Clients;

[Trait("RFC 9113", "8.1")]
public sealed class Section_8_1_Responses(TestServer server) : ClientSectionTests(server)
{
    [Fact]
    public Task A_response_may_have_trailers_and_they_end_it() => OnRequest(async (peer, response) =>
    {
        await peer.Send(Headers(1).Status(200), Data(1, "hel"), Data(1, "lo"), Headers(1).Field("x-trailer", "late").Cut(2, 2).EndStream());
        Assert.Equal("hello", await Text(response));
        Assert.Equal("late", (await response).Trailers["x-trailer"]);
        await peer.ExpectAlive();
    });

    [Fact]
    public Task Trailers_may_come_without_content() => OnRequest(async (peer, response) =>
    {
        await peer.Send(Headers(1).Status(200), Headers(1).Field("x-trailer", "late").EndStream());
        Assert.Equal("", await Text(response));
        Assert.Equal("late", (await response).Trailers["x-trailer"]);
    });

    [Fact]
    public Task Informational_responses_precede_the_final_one() => WithClient(async client =>
    {
        var seen = new List<int>();
        var response = client.Send(Request.Get("/"), new CallOptions { OnInformational = hint => seen.Add(hint.Status) });
        var peer = await client.Accept();
        await peer.ExpectHeaders(1);
        await peer.Send(Headers(1).Status(100), Headers(1).Status(103).Field("link", "</a>"), Headers(1).Status(199));
        await ExpectAnswered(peer, 1, response);
        Assert.Equal([100, 103, 199], seen);
    });

    [Fact]
    public Task Nobody_has_to_look_at_them() => OnRequest(async (peer, response) =>
    {
        await peer.Send(Headers(1).Status(103));
        await ExpectAnswered(peer, 1, response);
    });

    [Fact]
    public Task An_informational_response_does_not_end_the_stream() => IsMalformed(Headers(1).Status(103).EndStream());

    [Fact]
    public Task Nor_does_content_follow_it() => IsMalformed(Headers(1).Status(103), Data(1, "x"));

    [Fact]
    public Task An_informational_response_behind_the_final_one_is_malformed() => IsMalformed(Headers(1).Status(200), Headers(1).Status(103));

    [Fact]
    public Task Content_before_the_head_is_malformed() => IsMalformed(Data(1, "x").EndStream());

    [Fact]
    public Task A_second_head_is_malformed() => IsMalformed(Headers(1).Status(200), Headers(1).Status(200).EndStream());

    [Fact]
    public Task HEADERS_after_the_head_that_do_not_end_the_stream_are_malformed() => IsMalformed(Headers(1).Status(200), Data(1, "x"), Headers(1).Field("x-trailer", "1"));

    [Theory]
    [InlineData(":path", "/")]
    [InlineData(":status", "200")]
    [InlineData("connection", "close")]
    [InlineData("X-Upper", "case")]
    public Task Trailers_keep_to_the_rules_of_fields(string name, string value) =>
        IsMalformed(Headers(1).Status(200), Data(1, "abc"), Headers(1).Field(name, value).EndStream());

    [Theory]
    [InlineData(ErrorCode.NoError)]
    [InlineData(ErrorCode.Cancel)]
    public Task A_response_that_is_complete_counts_though_the_rest_of_the_request_is_refused(ErrorCode code) => WithClient(async client =>
    {
        var response = client.Send(Request.Of("POST", "/").WithBody((_, cancellation) => Task.Delay(Timeout.Infinite, cancellation)));
        var peer = await client.Accept();
        await peer.ExpectHeaders(1);
        await peer.Send(Headers(1).Status(413), Data(1, "too large").EndStream(), RstStream(1, code));
        Assert.Equal("too large", await Text(response));
        await peer.ExpectAlive();
    });

    [Fact]
    public Task What_the_client_has_not_sent_by_then_it_does_not_send() => WithClient(async client =>
    {
        var body = new TaskCompletionSource();
        var response = client.Send(Request.Of("POST", "/").WithBody(async (writer, _) =>
        {
            await body.Task;
            await writer.WriteAsync("late"u8.ToArray());
        }));
        var peer = await client.Accept();
        await peer.ExpectHeaders(1);
        await peer.Send(Headers(1).Status(200), Data(1, "early").EndStream());
        Assert.Equal("early", await Text(response));
        await peer.ExpectRstStream(1, ErrorCode.Cancel);
        body.SetResult();
        await peer.ExpectAlive();
        Assert.DoesNotContain(peer.Received, frame => frame is DataFrame);
    });

    [Fact]
    public Task A_response_may_begin_before_the_request_is_complete() => WithClient(async client =>
    {
        var body = new TaskCompletionSource();
        var response = client.Send(Request.Of("POST", "/").WithBody(async (writer, _) =>
        {
            await body.Task;
            await writer.WriteAsync("late"u8.ToArray());
        }));
        var peer = await client.Accept();
        await peer.ExpectHeaders(1);
        await peer.Send(Headers(1).Status(200));
        var received = await response;
        body.SetResult();
        Assert.Equal("late"u8.ToArray(), await peer.ExpectRest(1));
        await peer.Send(Data(1, "done").EndStream());
        Assert.Equal("done", await received.Body.ReadTextAsync(100));
    });

    [Fact]
    public Task A_request_may_have_trailers() => WithClient(async client =>
    {
        _ = client.Send(Request.Post("/", "content").WithTrailers(global::AkkaH2.Headers.Of(("x-trailer", "late"))));
        var peer = await client.Accept();
        Assert.False((await peer.ExpectHeaders(1)).EndStream);
        Assert.False((await peer.ExpectData(1)).EndStream);
        var trailers = await peer.ExpectHeaders(1);
        Assert.Equal(("late", true), (trailers["x-trailer"], trailers.EndStream));
    });

    [Theory, Trait("RFC 9113", "8.1.1")]
    [InlineData("4", ClientErrorKind.BodyTooShort)]
    [InlineData("2", ClientErrorKind.BodyTooLong)]
    [InlineData("0", ClientErrorKind.BodyTooLong)]
    public Task A_content_length_that_the_DATA_does_not_have_is_malformed(string length, ClientErrorKind kind) => OnRequest(async (peer, response) =>
    {
        await peer.Send(Headers(1).Status(200).Field("content-length", length), Data(1, "a"), Data(1, "bc").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
        Assert.Equal(kind, (await Fails(response)).Kind);
    });

    [Fact, Trait("RFC 9113", "8.1.1")]
    public Task So_is_one_without_any_DATA() => OnRequest(async (peer, response) =>
    {
        await peer.Send(Headers(1).Status(200).Field("content-length", "1").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
        Assert.Equal(ClientErrorKind.BodyTooShort, (await Fails(response)).Kind);
    });

    [Fact, Trait("RFC 9113", "8.1.1")]
    public Task So_is_one_that_trailers_cut_short() => OnRequest(async (peer, response) =>
    {
        await peer.Send(Headers(1).Status(200).Field("content-length", "4"), Data(1, "abc"), Headers(1).Field("x-trailer", "1").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
        Assert.Equal(ClientErrorKind.BodyTooShort, (await Fails(response)).Kind);
    });

    [Theory, Trait("RFC 9113", "8.1.1")]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("3, 4")]
    [InlineData("99999999999999999999")]
    public Task A_content_length_that_is_no_number_is_malformed(string length) => IsMalformed(Headers(1).Status(200).Field("content-length", length));

    [Fact, Trait("RFC 9113", "8.1.1")]
    public Task Two_lengths_that_differ_are_malformed() => IsMalformed(Headers(1).Status(200).Field("content-length", "3").Field("content-length", "4"));

    [Fact, Trait("RFC 9113", "8.1.1")]
    public Task The_right_content_length_is_accepted_and_padding_is_no_part_of_it() => OnRequest(async (peer, response) =>
    {
        await peer.Send(Headers(1).Status(200).Field("content-length", "3").Field("content-length", "3"), Data(1, "a").Padded(20), Data(1, "bc").EndStream());
        Assert.Equal("abc", await Text(response));
    });

    [Theory, Trait("RFC 9113", "8.1.1")]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 304)]
    [InlineData("GET", 204)]
    public Task A_response_that_never_has_content_may_have_a_length_and_ends_with_its_head(string method, int status) => OnRequest(Request.Of(method, "/"), async (peer, response) =>
    {
        await peer.Send(Headers(1).Status(status).Field("content-length", "1000").EndStream());
        Assert.Equal("", await Text(response));
        Assert.Equal((status, "1000"), ((await response).Status, (await response).Headers["content-length"]));
        await peer.ExpectAlive();
    });

    [Theory, Trait("RFC 9113", "8.1.1")]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 304)]
    [InlineData("GET", 204)]
    public Task Content_that_it_has_all_the_same_is_malformed(string method, int status) => OnRequest(Request.Of(method, "/"), async (peer, response) =>
    {
        await peer.Send(Headers(1).Status(status), Data(1, "x").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
        Assert.Equal(ClientErrorKind.BodyTooLong, (await Fails(response)).Kind);
    });

    [Fact, Trait("RFC 9113", "8.6")]
    public Task Status_101_is_malformed() => IsMalformed(Headers(1).Status(101));
}
