namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "8.1")]
public sealed class Section_8_1_MessageFraming(TestServer server) : SectionTests(server)
{
    [Theory]
    [MemberData(nameof(Ways))]
    public Task A_request_without_content_and_its_response(string way) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get(way).EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((200, "hello", 0), (response.Status, response.Text, response.Trailers.Count));
    });

    [Theory]
    [MemberData(nameof(Ways))]
    public Task A_large_response_comes_whole(string way) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get($"{way}/big").EndStream());
        Assert.Equal(1_000_000, (await peer.ExpectResponse(1)).Body.Length);
    });

    [Theory]
    [MemberData(nameof(Ways))]
    public Task A_response_to_HEAD_has_no_content(string way) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Head(way).EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((200, 0), (response.Status, response.Body.Length));
        await ExpectServed(peer, 3);
    });

    [Theory]
    [MemberData(nameof(Ways))]
    public Task Responses_in_a_row_and_side_by_side_stay_apart(string way) => WithConnection(async peer =>
    {
        for (var round = 0; round < 3; round++)
        {
            int[] streams = [peer.NewStream(), peer.NewStream(), peer.NewStream()];
            await peer.Send([.. streams.Select(stream => (FrameScript)Headers(stream).Get(way).EndStream())]);
            foreach (var stream in streams) Assert.Equal("hello", (await peer.ExpectResponse(stream)).Text);
        }
    });

    [Theory]
    [MemberData(nameof(Ways))]
    public Task A_response_may_come_before_the_request_is_complete_in_any_way(string way) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get(way), Data(1, "x"));
        Assert.Equal("hello", (await peer.ExpectResponse(1)).Text);
        await peer.ExpectStreamError(1, ErrorCode.NoError);
    });

    [Fact]
    public Task Informational_responses_precede_the_final_one_and_do_not_end_the_stream() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/hints").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((103, false), (Assert.Single(response.Informational).Status, response.Informational[0].EndStream));
        Assert.Equal((200, "hello"), (response.Status, response.Text));
    });

    [Fact]
    public Task A_client_that_expects_100_is_told_to_go_on() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count").Field("expect", "100-continue"));
        var go = await peer.ExpectHeaders(1);
        Assert.Equal((100, false), (go.Status, go.EndStream));
        await peer.Send(Data(1, "abc").EndStream());
        Assert.Equal("3", (await peer.ExpectResponse(1)).Text);
    });

    [Theory]
    [InlineData("HEAD", "/trailers")]
    [InlineData("GET", "/empty")]
    [InlineData("GET", "/nothing")]
    public Task A_response_that_never_has_content_ends_with_its_HEADERS(string method, string path) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Request(method, path).EndStream());
        Assert.True((await peer.ExpectHeaders(1)).EndStream);
        await ExpectServed(peer, 3);
    });

    [Fact]
    public Task A_response_may_have_trailers_and_they_end_it() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/trailers").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal(("hello", "late"), (response.Text, Assert.Single(response.Trailers).Value));
    });

    [Fact]
    public Task HEADERS_after_the_first_that_do_not_end_the_stream_are_malformed() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count"), Data(1, "abc"), Headers(1).Field("x-trailer", "1"));
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
        await ExpectServed(peer, 3);
    });

    [Fact]
    public Task A_body_above_the_limit_is_answered_and_its_rest_refused() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/short").Field("content-length", "11"));
        Assert.Equal(413, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectStreamError(1, ErrorCode.NoError);
        await peer.Send(Data(1, "on its way").EndStream());
        await ExpectServed(peer, 3);
    });

    [Fact]
    public Task A_request_may_have_trailers() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count"), Data(1, "abc"), Headers(1).Field("x-trailer", "1").EndStream());
        Assert.Equal("3", (await peer.ExpectResponse(1)).Text);
    });

    [Fact]
    public Task Trailers_reach_the_endpoint() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/trailer"), Data(1, "abc"), Headers(1).Field("x-trailer", "late").EndStream());
        Assert.Equal("late", (await peer.ExpectResponse(1)).Text);
    });

    [Fact]
    public Task Trailers_may_come_without_content() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/trailer"), Headers(1).Field("x-trailer", "late").EndStream());
        Assert.Equal("late", (await peer.ExpectResponse(1)).Text);
    });

    [Fact]
    public Task A_response_without_content_ends_with_its_HEADERS_or_empty_DATA() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/empty").EndStream());
        var response = await peer.ExpectResponse(1);
        Assert.Equal((204, 0), (response.Status, response.Body.Length));
    });

    [Fact]
    public Task A_response_may_come_before_the_request_is_complete() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/early"), Data(1, "x"));
        Assert.Equal("early", (await peer.ExpectResponse(1)).Text);
        await peer.ExpectAlive();
    });

    [Fact]
    public Task A_request_whose_rest_nobody_reads_is_reset_with_NO_ERROR_behind_the_response() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/early"), Data(1, "x"));
        await peer.ExpectResponse(1);
        await peer.ExpectStreamError(1, ErrorCode.NoError);
        await peer.Send(Data(1, "on its way").EndStream());
        await ExpectServed(peer, 3);
    });

    [Fact, Trait("RFC 9113", "8.2.3")]
    public Task Cookie_crumbs_are_one_cookie_for_the_endpoint() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/cookie").Field("cookie", "a=1").Field("cookie", "b=2").EndStream());
        Assert.Equal("a=1; b=2", (await peer.ExpectResponse(1)).Text);
    });

    [Theory]
    [InlineData(":path", "/")]
    [InlineData(":status", "200")]
    [InlineData("connection", "close")]
    [InlineData("X-Upper", "case")]
    public Task Pseudo_header_fields_and_forbidden_ones_in_trailers_are_malformed(string name, string value) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count"), Data(1, "abc"), Headers(1).Field(name, value).EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    });

    [Theory, Trait("RFC 9113", "8.1.1")]
    [InlineData("4")]
    [InlineData("2")]
    [InlineData("0")]
    public Task A_content_length_that_the_DATA_does_not_have_is_malformed(string length) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count").Field("content-length", length), Data(1, "a"), Data(1, "bc").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    });

    [Theory, Trait("RFC 9113", "8.1.1")]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("3, 4")]
    [InlineData("99999999999999999999")]
    public Task A_content_length_that_is_no_number_is_malformed(string length) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count").Field("content-length", length), Data(1, "abc").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    });

    [Fact, Trait("RFC 9113", "8.1.1")]
    public Task A_content_length_without_any_DATA_is_malformed() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count").Field("content-length", "1").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    });

    [Fact, Trait("RFC 9113", "8.1.1")]
    public Task The_right_content_length_is_accepted() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count").Field("content-length", "3"), Data(1, "a"), Data(1, "bc").EndStream());
        Assert.Equal("3", (await peer.ExpectResponse(1)).Text);
    });

    [Fact, Trait("RFC 9113", "8.1.1")]
    public Task A_content_length_may_be_said_twice_if_it_is_the_same() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count").Field("content-length", "3").Field("content-length", "3"), Data(1, "abc").EndStream());
        Assert.Equal("3", (await peer.ExpectResponse(1)).Text);
    });

    [Fact, Trait("RFC 9113", "8.1.1")]
    public Task Two_lengths_that_differ_are_malformed() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count").Field("content-length", "3").Field("content-length", "4"), Data(1, "abc").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    });

    [Fact, Trait("RFC 9113", "8.1.1")]
    public Task Trailers_that_end_the_content_too_early_are_malformed() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count").Field("content-length", "4"), Data(1, "abc"), Headers(1).Field("x-trailer", "1").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    });

    [Fact, Trait("RFC 9113", "8.1.1")]
    public Task Padding_is_no_part_of_the_content_length() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count").Field("content-length", "3"), Data(1, "abc").Padded(20).EndStream());
        Assert.Equal("3", (await peer.ExpectResponse(1)).Text);
    });

    [Theory, Trait("RFC 9113", "8.2.1"), Trait("RFC 9113", "8.2.2")]
    [InlineData("X-Trailer", "upper case")]
    [InlineData("connection", "close")]
    public Task Trailers_keep_to_the_rules_of_fields(string name, string value) => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Post("/count"), Data(1, "abc"), Headers(1).Field(name, value).EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    });
}
