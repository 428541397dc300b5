using System.Net;
using AkkaH2.Actors;

namespace AkkaH2.Diagnostics;

/// <summary>
/// To <c>/system/http2</c>, to a listener, a client, or one connection: write a line for each frame of HTTP/2 to Akka's log from here on (level info, class
/// <see cref="FrameLog"/>), or no more. A listener and a client do so for the connections that they have, and for new ones. Also <see cref="Http2.LogFrames"/>.
/// </summary>
/// <param name="On">True to begin, false to end.</param>
public sealed record LogFrames(bool On) : IOwnNodeMessage
{
    /// <summary>Only connections with this peer, an address or a network: <c>192.0.2.7</c>, <c>10.0.0.0/8</c>; all if null.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public string? Remote
    {
        get;
        init => (field, Network) = (value, value is null ? null : FrameLogScope.Parse(value));
    }

    internal IPNetwork? Network { get; private init; }

    /// <summary>True if it is meant for a connection with this peer.</summary>
    internal bool IsFor(EndPoint peer) => Network is not { } network || FrameLogScope.Contains(network, peer);
}
