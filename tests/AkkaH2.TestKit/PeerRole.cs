namespace AkkaH2.TestKit;

/// <summary>Which side of the connection a <see cref="TestPeer"/> plays.</summary>
internal enum PeerRole
{
    /// <summary>It sends the preface and requests.</summary>
    Client,

    /// <summary>It expects the preface and sends responses.</summary>
    Server,
}
