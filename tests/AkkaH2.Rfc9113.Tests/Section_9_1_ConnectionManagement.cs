namespace AkkaH2.Rfc9113.Tests;

[Trait("RFC 9113", "9.1")]
public sealed class Section_9_1_ConnectionManagement(TestServer server) : SectionTests(server)
{
    [Fact]
    public Task A_connection_stays_open_from_request_to_request() => WithConnection(async peer =>
    {
        for (var i = 0; i < 50; i++) await ExpectServed(peer, peer.NewStream());
        Assert.Empty(peer.Received.OfType<GoAwayFrame>());
        await peer.ExpectAlive();
    });

    [Fact]
    public Task A_client_that_closes_its_side_is_closed() => WithConnection(async peer =>
    {
        await ExpectServed(peer, 1);
        await peer.ShutdownSend();
        await peer.ExpectClosed();
    });
}
