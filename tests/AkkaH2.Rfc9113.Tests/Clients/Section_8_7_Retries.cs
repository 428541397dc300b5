using AkkaH2.Client;

namespace AkkaH2.Rfc9113.Tests.Clients;

[Trait("RFC 9113", "8.7")]
public sealed class Section_8_7_Retries(TestServer server) : ClientSectionTests(server)
{
    [Theory]
    [InlineData("GET")]
    [InlineData("POST")] // whatever its method: the server did not act on it
    public Task A_request_that_was_refused_is_sent_again(string method) => OnRequest(Request.Of(method, "/"), async (peer, response) =>
    {
        await peer.Send(RstStream(1, ErrorCode.RefusedStream));
        Assert.Equal(method, (await peer.ExpectHeaders(3))[":method"]);
        await ExpectAnswered(peer, 3, response);
    });

    [Fact]
    public Task One_that_the_server_may_have_acted_on_is_not() => OnRequest(Request.Post("/", "content"), async (peer, response) =>
    {
        await peer.Send(RstStream(1, ErrorCode.InternalError));
        var error = await Fails(response);
        Assert.Equal((ErrorCode.InternalError, true), (error.Code, error.MayHaveBeenProcessed));
        await peer.ExpectAlive();
        Assert.Single(peer.Received.OfType<HeadersFrame>());
    });

    [Fact]
    public Task Nor_is_one_whose_response_had_begun() => OnRequest(async (peer, response) =>
    {
        await peer.Send(Headers(1).Status(200), RstStream(1, ErrorCode.RefusedStream));
        Assert.Equal(ErrorCode.RefusedStream, (await Fails(response)).Code);
        await peer.ExpectAlive();
        Assert.Single(peer.Received.OfType<HeadersFrame>());
    });

    [Fact]
    public Task A_server_that_refuses_for_ever_is_given_up() => OnRequest(async (peer, response) =>
    {
        for (var stream = 1; ; stream += 2)
        {
            await peer.Send(RstStream(stream, ErrorCode.RefusedStream));
            if (stream == 11) break;

            await peer.ExpectHeaders(stream + 2);
        }

        var error = await Fails(response);
        Assert.Equal((ClientErrorKind.Refused, false), (error.Kind, error.MayHaveBeenProcessed));
    });

    [Fact, Trait("RFC 9113", "9.1")]
    public Task Requests_share_a_connection() => WithClient(async client =>
    {
        var first = client.Send(Request.Get("/"));
        var peer = await client.Accept();
        for (var stream = 1; stream < 9; stream += 2)
        {
            await peer.ExpectHeaders(stream);
            await ExpectAnswered(peer, stream, first);
            first = client.Send(Request.Get("/"));
        }

        await peer.ExpectHeaders(9);
    });
}
