namespace AkkaH2.Rfc9113.Tests;

/// <summary>Tests of one section of RFC 7541 as a client meets it over the wire: blocks are written octet by octet.</summary>
public abstract class HpackSectionTests(TestServer server) : SectionTests(server)
{
    /// <summary>A request with this block is answered with the value of its field x-test.</summary>
    private protected static async Task ExpectField(TestPeer peer, int stream, string value, byte[] block)
    {
        await peer.Send(Headers(stream).Block(block).EndStream());
        Assert.Equal(value, (await peer.ExpectResponse(stream)).Text);
    }

    /// <summary>RFC 9113 §4.3: a decoding error ends the connection.</summary>
    private protected static async Task ExpectCompressionError(TestPeer peer, int stream, byte[] block)
    {
        await peer.Send(Headers(stream).Block(block).EndStream());
        await peer.ExpectGoAwayCode(ErrorCode.CompressionError);
        await peer.ExpectClosed();
    }

    protected Task IsField(string value, byte[] block) => WithConnection(peer => ExpectField(peer, 1, value, block));

    protected Task IsCompressionError(byte[] block) => WithConnection(peer => ExpectCompressionError(peer, 1, block));
}
