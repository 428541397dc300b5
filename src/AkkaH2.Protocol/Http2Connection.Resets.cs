using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <content>RST_STREAM of both sides (RFC 9113 §6.4).</content>
public sealed partial class Http2Connection
{
    /// <summary>RFC 9113 §6.4.</summary>
    private void OnReset(RstStreamFrame frame)
    {
        if (_streams.Find(frame.Stream) is { } stream)
        {
            // RFC 9113 §8.7: a request that was refused was not processed.
            if (frame.Code == ErrorCode.RefusedStream)
                stream.Fault = StreamFault.NotProcessed;
            _events.OnReset(frame.Stream, frame.Code, "", ours: false);
            _streams.Signal(stream, StreamSignal.RecvReset);
            Forget(stream, $"stream {frame.Stream.Value} was reset by the peer: {frame.Code.Name()}", frame.Code);
            // RFC 9113 §8.4.2: a client may refuse a push that it did not ask for.
            if (_streams.IsPeers(frame.Stream))
                ChargeReset();
        }
        else if (_streams.IsIdle(frame.Stream))
        {
            // RFC 9113 §6.4: RST_STREAM on an idle stream is a connection error PROTOCOL_ERROR.
            HandleError(new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{frame} on an idle stream"));
        }
        else
        {
            ChargeGlitch(frame);
        }
    }

    /// <summary>RST_STREAM, whether or not the stream is live.</summary>
    private void SendReset(StreamId id, ErrorCode code, string detail)
    {
        detail = LogText.Detail(detail); // it may quote the peer, and is kept
        var live = _streams.Find(id);
        // RFC 9113 §5.1 "idle": a request whose HEADERS have not gone out is not known to the peer, and never will be.
        if (_options.Role == Role.Server || live?.Outbox.Head is null)
            _send.Control(new RstStreamFrame(id, code));
        _events.OnReset(id, code, detail, ours: true);
        if (live is not { State: not StreamState.Closed } stream)
        {
            _streams.ForgetCause(id);
            return;
        }

        _streams.Signal(stream, StreamSignal.SendReset);
        Forget(stream, $"stream {id.Value} was reset with {code.Name()}: {detail}");
    }
}
