using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>How far our side of a connection has come in ending it (RFC 9113 §6.8). It only goes forwards.</summary>
internal enum GoAwayPhase
{
    /// <summary>Nothing was said.</summary>
    Open,

    /// <summary>GOAWAY with 2^31-1 is out: the peer should begin nothing more, and what it has begun meanwhile is served.</summary>
    Announced,

    /// <summary>GOAWAY with the last stream is out: streams above it are ignored.</summary>
    Final,

    /// <summary>Nothing is open any more, or an error ended it all: nothing that comes in counts.</summary>
    Over,
}

/// <summary>The GOAWAYs of both sides of a connection (RFC 9113 §6.8).</summary>
internal sealed class GoAwayLedger
{
    private StreamId _said = StreamId.Max;
    private StreamId? _heard;

    /// <summary>How far our side has come.</summary>
    public GoAwayPhase Phase { get; private set; }

    /// <summary>True when nothing that comes in counts any more.</summary>
    public bool IsOver => Phase == GoAwayPhase.Over;

    /// <summary>RFC 9113 §6.8: true once the peer sent GOAWAY. Our side begins no streams then.</summary>
    public bool PeerIsLeaving => _heard is not null;

    /// <summary>RFC 9113 §6.8: the first GOAWAY of an orderly end; it names all streams, so that none that is under way is lost.</summary>
    public GoAwayFrame First(string detail)
    {
        Phase = GoAwayPhase.Announced;
        return new GoAwayFrame(StreamId.Max, ErrorCode.NoError, detail);
    }

    /// <summary>The GOAWAY that names the last stream of the peer's that we acted on.</summary>
    /// <param name="highest">The highest stream that the peer has begun.</param>
    /// <param name="code">Why.</param>
    /// <param name="detail">The fault in words.</param>
    public GoAwayFrame Final(StreamId highest, ErrorCode code, string detail)
    {
        // RFC 9113 §6.8: what one GOAWAY said, the next may not raise.
        _said = highest < _said ? highest : _said;
        Phase = Phase < GoAwayPhase.Final ? GoAwayPhase.Final : Phase;
        return new GoAwayFrame(_said, code, detail);
    }

    /// <summary>The connection ends now.</summary>
    public void End() => Phase = GoAwayPhase.Over;

    /// <summary>RFC 9113 §6.8: true for a stream above the last one that we named. The peer was told to try it elsewhere.</summary>
    public bool Ignores(StreamId peerStream) => peerStream > _said;

    /// <summary>Takes the peer's GOAWAY; its fault, if it is one.</summary>
    public Http2Error? Receive(GoAwayFrame frame)
    {
        // RFC 9113 §6.8: the last stream must not rise. We make it a connection error PROTOCOL_ERROR: the first one was acted on.
        if (frame.LastStream > _heard)
            return new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{frame} after a GOAWAY that said {_heard}");

        _heard = frame.LastStream;
        return null;
    }
}
