using AkkaH2.Protocol;
using AkkaH2.Protocol.Priorities;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>What comes in: requests, their bodies and their trailers (RFC 9113 §6.1, §6.2, §8.1).</summary>
internal sealed partial class ConnectionActor
{
    /// <summary>RFC 9113 §6.1.</summary>
    private void OnData(DataFrame frame)
    {
        // RFC 9113 §6.9.1: DATA beyond the connection's window is a connection error FLOW_CONTROL_ERROR, whatever became of its stream.
        if (!TryReceive(frame))
        {
            Judge(new Http2Error.OnConnection(ErrorCode.FlowControlError, $"{frame} but {_receive.Available} octets left of the connection's window"));
            return;
        }

        if (_streams.Find(frame.Stream) is { } stream)
            OnData(frame, stream);
        else
            OnLateData(frame);
    }

    private void OnLateData(DataFrame frame)
    {
        // RFC 9113 §5.1 "closed", §6.8: what still comes is taken from the connection's window, so it is given back (§6.9).
        Release(frame.FlowControlledLength);
        JudgeClosed(frame.Stream, StreamSignal.RecvData);
    }

    private void OnData(DataFrame frame, LiveStream stream)
    {
        if (_streams.Signal(stream, StreamSignal.RecvData) is { } late)
        {
            Release(frame.FlowControlledLength);
            Judge(late);
        }
        else if (stream.Accept(frame) is { } error)
        {
            Judge(error);
        }
        else
        {
            Deliver(frame, stream);
        }
    }

    private void Deliver(DataFrame frame, LiveStream stream)
    {
        // The frame's memory goes back to the transport with this batch: the body gets a copy of its own.
        if (frame.Data.IsEmpty && !frame.EndStream)
            ChargeOddity(frame);
        else if (!frame.Data.IsEmpty)
            stream.Body?.Append(frame.Data.ToArray());

        // Padding (§6.1), and a body that no endpoint will read, are consumed by arriving.
        var consumed = stream.Body is null ? frame.FlowControlledLength : frame.FlowControlledLength - frame.Data.Length;
        if (consumed > 0)
            Consume(stream, consumed);
        if (frame.EndStream)
            EndRequest(stream, Headers.Empty);
    }

    private void EndRequest(LiveStream stream, Headers trailers)
    {
        stream.Body?.Complete(trailers);
        _streams.Signal(stream, StreamSignal.RecvEndStream);
        ForgetIfClosed(stream);
    }

    /// <summary>RFC 9113 §6.2: a request begins, or trailers end it.</summary>
    private void OnFields(FieldSection section)
    {
        if (_streams.Find(section.Stream) is { } stream)
            OnTrailers(section, stream);
        else if (_streams.IsIdle(section.Stream) || !_streams.IsPeers(section.Stream))
            OnRequest(section);
        else
            JudgeClosed(section.Stream, StreamSignal.RecvHeaders);
    }

    private void OnTrailers(FieldSection section, LiveStream stream)
    {
        if ((_streams.Signal(stream, StreamSignal.RecvHeaders) ?? RequestRules.CheckTrailers(section) ?? stream.AcceptEnd()) is { } error)
            Judge(error);
        else
            EndRequest(stream, new Headers(section.Fields, 0));
    }

    private void OnRequest(FieldSection section)
    {
        if (_streams.CheckNew(section.Stream) is { } wrong)
        {
            Judge(wrong);
            return;
        }

        _streams.Use(section.Stream);

        // RFC 9113 §6.8: streams above the last one of our GOAWAY are ignored.
        if (_goAway.Ignores(section.Stream))
            return;

        Admit(section);
        // RFC 9113 §5.1.1: a peer that has used its last id needs a new connection.
        if (_streams.IsUsedUp)
            Settle("no stream ids left");
    }

    private void Admit(FieldSection section)
    {
        if (PriorityRules.Check(section.Stream, SignalOf(section.Priority)) is { } error)
            Judge(error);
        else if (IsFull)
            OnError(section, RequestIntake.TooMany(section, _streams.Peers, _slots.Abandoned));
        else
            Take(section, _intake.Read(section, _wireSettings.Announced));
    }

    private void Take(FieldSection section, (RequestHead? Head, RequestError? Error) request)
    {
        if (request.Head is { } head)
            Begin(section, head);
        else
            OnError(section, request.Error!);
    }

    // A stream that was reset keeps its place until its work has stopped. One that was answered in full does not: its client counts it as
    // closed. But what works on after its answer is bounded too.
    private bool IsFull =>
        _streams.Peers + _slots.Abandoned >= MaxStreams || _slots.Busy >= 2 * MaxStreams;

    private long MaxStreams => _wireSettings.Announced.MaxConcurrentStreams;

    private void Begin(FieldSection section, RequestHead head)
    {
        var stream = Open(section);
        Prioritize(stream, head.Priority);
        stream.IsTunnel = head.IsConnect;
        // RFC 9110 §9.3.6: CONNECT has no content, whatever a content-length says.
        stream.Unreceived = section.EndStream || head.IsConnect ? null : head.ContentLength;
        stream.Body = section.EndStream ? null : RequestBody.Incoming();
        stream.Exchange = new Exchange(section.Stream, new Request(head, stream.Body ?? RequestBody.Empty), _exchanges);
        _slots.Assign(stream.Exchange);
    }

    private LiveStream Open(FieldSection section)
    {
        var stream = new LiveStream(section.Stream, new Window(_wireSettings.Peer.InitialWindowSize), new ReceiveWindow(_wireSettings.EnforcedWindow));
        _streams.Add(stream);
        _send.Begin(stream, SignalOf(section.Priority));
        _streams.Signal(stream, StreamSignal.RecvHeaders);
        if (section.EndStream)
            _streams.Signal(stream, StreamSignal.RecvEndStream);
        return stream;
    }

    /// <summary>A HEADERS or DATA frame on a stream that is not live.</summary>
    private void JudgeClosed(StreamId id, StreamSignal signal)
    {
        if (_streams.IsPeers(id) && _goAway.Ignores(id))
            return;

        var error = _streams.IsIdle(id)
            ? new Http2Error.OnConnection(ErrorCode.ProtocolError, $"DATA on idle stream {id.Value}")
            : _streams.AfterClose(id, signal, Now);
        if (error is not null)
            Judge(error);
    }
}
