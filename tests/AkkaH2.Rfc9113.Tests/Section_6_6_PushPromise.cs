namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "6.6")]
public sealed class Section_6_6_PushPromise(TestServer server) : SectionTests(server)
{
    [Fact, Trait("RFC 9113", "8.4")]
    public Task A_client_may_not_push() => WithConnection(async peer =>
    {
        await peer.Send(Headers(1).Get("/slow").EndStream(), Headers(1).Get("/hello").Promise(2));
        await peer.ExpectConnectionError(1, ErrorCode.ProtocolError);
    });
}
