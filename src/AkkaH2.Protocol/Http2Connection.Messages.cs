using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <content>Frames of messages that have begun, the same for both sides: DATA and trailers (RFC 9113 §6.1, §6.2, §8.1).</content>
public sealed partial class Http2Connection
{
    private const int CheapFrame = 64; // octets of payload, below which a frame without content costs us more than its sender

    /// <summary>RFC 9113 §6.2: a message begins, or trailers end it.</summary>
    private void OnFields(FieldSection section)
    {
        if (_streams.Find(section.Stream) is not { } stream)
            OnFieldsWithoutStream(section);
        else if (_options.Role == Role.Client)
            OnResponse(section, stream);
        else
            OnTrailers(section, stream);
    }

    private void OnFieldsWithoutStream(FieldSection section)
    {
        if (_streams.IsIdle(section.Stream))
            OnRequest(section);
        else
            OnLateFrame(section, StreamSignal.RecvHeaders, isCheap: true);
    }

    private void OnTrailers(FieldSection section, Http2Stream stream)
    {
        if ((_streams.Signal(stream, StreamSignal.RecvHeaders) ?? CheckTrailers(section, stream) ?? stream.AcceptEnd()) is { } error)
            HandleError(error);
        else
            EndMessage(stream, new Headers(section.Fields, 0));
    }

    private static Http2Error? CheckTrailers(FieldSection section, Http2Stream stream)
    {
        var error = TrailerRules.Check(section);
        if (error is { Code: ErrorCode.ProtocolError })
            stream.Fault = StreamFault.Malformed;
        return error;
    }

    /// <summary>RFC 9113 §6.1.</summary>
    private void OnData(DataFrame frame)
    {
        // RFC 9113 §6.9.1: DATA beyond the connection's window is a connection error FLOW_CONTROL_ERROR, whatever became of its stream.
        if (!_flow.TryReceive(frame, Now))
            HandleError(new Http2Error.OnConnection(ErrorCode.FlowControlError, $"{frame} but {_flow.Available} octets left of the connection's window"));
        else if (_streams.Find(frame.Stream) is { } stream)
            OnData(frame, stream);
        else
            OnLateData(frame);
    }

    private void OnLateData(DataFrame frame)
    {
        // RFC 9113 §5.1 "closed", §6.8: it was taken from the connection's window, so it is given back (§6.9).
        _flow.Release(frame.FlowControlledLength);
        OnLateFrame(frame, StreamSignal.RecvData, isCheap: frame.FlowControlledLength < CheapFrame);
    }

    private void OnData(DataFrame frame, Http2Stream stream)
    {
        if (_streams.Signal(stream, StreamSignal.RecvData) is { } late)
        {
            _flow.Release(frame.FlowControlledLength);
            HandleError(late);
        }
        else if (_options.Role == Role.Client && !stream.HasResponse)
        {
            // RFC 9113 §8.1: a message begins with HEADERS.
            stream.Fault = StreamFault.Malformed;
            _flow.Release(frame.FlowControlledLength);
            HandleError(new Http2Error.OnStream(frame.Stream, ErrorCode.ProtocolError, "malformed response: DATA before HEADERS"));
        }
        else if (stream.Accept(frame) is { } error)
        {
            HandleError(error);
        }
        else
        {
            Deliver(frame, stream);
        }
    }

    private void Deliver(DataFrame frame, Http2Stream stream)
    {
        // RFC 9113 §6.1: padding is consumed by arriving; so is a body that nobody will read. First of all: whoever is told may drop the rest.
        var isWanted = !frame.Data.IsEmpty && !stream.DropsBody;
        var consumed = frame.FlowControlledLength - (isWanted ? frame.Data.Length : 0);
        if (consumed > 0)
            _flow.Consume(stream, consumed, Now);

        stream.AwaitsContinue = false;
        stream.BodyRate?.Count(frame.Data.Length);
        if (frame.Data.IsEmpty)
            OnEmptyData(frame);
        else
            _allowance.Earn(1);

        if (isWanted)
            _events.OnData(stream, frame.Data);
        if (frame.EndStream)
            EndMessage(stream, Headers.Empty);
    }

    // RFC 9113 §10.5: empty DATA costs its sender nothing. Padding in earnest does.
    private void OnEmptyData(DataFrame frame)
    {
        if (!frame.EndStream && frame.FlowControlledLength < CheapFrame)
            ChargeGlitch(frame);
    }

    private void EndMessage(Http2Stream stream, Headers trailers)
    {
        if (stream.State == StreamState.Closed)
            return; // whoever was told of its last piece has reset it

        // First the state: work that ends with the message is not work that leaves it unread.
        stream.IsAnswered |= _options.Role == Role.Client;
        _streams.Signal(stream, StreamSignal.RecvEndStream);
        _events.OnEnd(stream, trailers);
        ForgetIfClosed(stream);
    }

    /// <summary>A HEADERS or DATA frame on a stream that is not live (RFC 9113 §5.1 "closed").</summary>
    private void OnLateFrame(Frame frame, StreamSignal signal, bool isCheap)
    {
        var isIgnored = _streams.IsPeers(frame.Stream) && _goAway.Ignores(frame.Stream);
        if (!isIgnored && _streams.AfterClose(frame.Stream, signal) is { } error)
            HandleError(error);
        else if (isCheap && !_allowance.TrySpendLate())
            ChargeGlitch(frame);
    }
}
