namespace AkkaH2.Rfc9113.Tests;

/// <summary>
/// One side of a connection, tested by a raw peer that plays the other one. The differences between the sides are here: how a stream comes to
/// be, who sends which head, what a GOAWAY names. A rule that binds both sides is written once, in these words. Each has one connection.
/// </summary>
internal interface ISideUnderTest : IAsyncDisposable
{
    /// <summary>A connection, on which the peer has said nothing yet.</summary>
    Task<TestPeer> Connect();

    /// <summary>The last stream that a GOAWAY of this side names when this stream is the last one: only streams that the peer began count (RFC 9113 §6.8).</summary>
    int LastStream(int stream);

    /// <summary>A stream on which the peer's head is the next thing to come: one that the peer begins, or one with a request to be answered.</summary>
    Task<int> BeforeHead(TestPeer peer);

    /// <summary>A well formed head from the peer, with which a stream may end or begin to carry content.</summary>
    HeadersScript Head(int stream);

    /// <summary>A stream that stays open until one side resets it: nobody reads, writes or ends.</summary>
    Task<int> Open(TestPeer peer);

    /// <summary>A stream on which the peer has sent its head, and whose content is read as it comes.</summary>
    Task<int> OpenToReceive(TestPeer peer);

    /// <summary>The peer has ended the stream: so many octets of content arrived.</summary>
    Task ExpectReceived(TestPeer peer, int stream, int octets);

    /// <summary>A stream on which so many octets of content are to be sent to the peer; the head came already.</summary>
    Task<int> OpenToSend(TestPeer peer, int octets);

    /// <summary>A whole exchange goes well: the connection is of use.</summary>
    Task ExpectWorks(TestPeer peer);
}
