namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 7540", "5.3.1")]
public sealed class Rfc7540_5_3_1_Dependencies(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task HEADERS_of_a_stream_that_depends_on_itself_is_a_stream_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/hello").Priority(1).EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
        await ExpectServed(peer, 3);
    });

    [Fact]
    public Task PRIORITY_of_a_stream_that_depends_on_itself_is_a_stream_error() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), Priority(1, 1));
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
        await ExpectServed(peer, 3);
    });
}
