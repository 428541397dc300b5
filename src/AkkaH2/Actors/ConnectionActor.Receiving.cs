using Akka.Actor;
using AkkaH2.Protocol;
using AkkaH2.Stages;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>What comes in: every frame type has its method, in the order of RFC 9113 §6.</summary>
internal sealed partial class ConnectionActor
{
    private void OnBatch(FrameBatch batch)
    {
        foreach (var item in batch.Items)
        {
            if (_closing)
                break;
            if (item.Error is { } error)
                Judge(error);
            else
                OnFrame(item.Value!);
        }

        Acknowledge();
    }

    // A full control queue stops the reading: what is answered with a frame of ours cannot pile up.
    private void Acknowledge()
    {
        _owesAck = _send.ControlFrames >= _settings.MaxQueuedControlFrames;
        if (!_owesAck)
            _pipeline.Tell(BatchDone.Instance, Self);
        RequestFlush();
    }

    private void OnFrame(Frame frame)
    {
        switch (frame)
        {
            case DataFrame data: OnData(data); break;
            case FieldSection section: OnFields(section); break;
            case PriorityFrame: break; // RFC 9113 §5.3.2: deprecated; a server may ignore it
            case RstStreamFrame reset: OnReset(reset); break;
            case SettingsFrame { Ack: true }: Timers.Cancel(ConnectionTimeout.SettingsAck); break;
            case SettingsFrame settings: OnSettings(settings); break;
            case PushPromiseFrame promise: OnPushPromise(promise); break;
            case PingFrame ping: OnPing(ping); break;
            case GoAwayFrame: OnGoAway(); break;
            case WindowUpdateFrame update: OnWindowUpdate(update); break;
            default: break; // RFC 9113 §4.1: frames of unknown types are ignored
        }
    }

    /// <summary>RFC 9113 §6.1.</summary>
    private void OnData(DataFrame frame)
    {
        // RFC 9113 §6.9.1: DATA beyond the connection's window is a connection error FLOW_CONTROL_ERROR, whatever became of its stream.
        if (!_receive.TryReceive(frame.FlowControlledLength))
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
        // RFC 9113 §5.1 "closed": what still comes is taken from the connection's window, so it is given back (§6.9).
        Credit(frame.FlowControlledLength);
        JudgeClosed(frame.Stream, StreamSignal.RecvData);
    }

    private void OnData(DataFrame frame, LiveStream stream)
    {
        stream.Uncredited += frame.FlowControlledLength;
        if (_streams.Signal(stream, StreamSignal.RecvData) is { } closed)
        {
            Judge(closed);
            return;
        }

        // RFC 9113 §6.9.1: DATA beyond the stream's window is a stream error FLOW_CONTROL_ERROR.
        if (!stream.Receive.TryReceive(frame.FlowControlledLength))
        {
            Judge(new Http2Error.OnStream(frame.Stream, ErrorCode.FlowControlError, $"{frame} but {stream.Receive.Available} octets left of its window"));
            return;
        }

        if (stream.Unreceived is { } expected)
            stream.Unreceived = expected - frame.Data.Length;
        Deliver(frame, stream);
    }

    private void Deliver(DataFrame frame, LiveStream stream)
    {
        // The frame's memory goes back to the transport with this batch: the body gets a copy of its own.
        if (!frame.Data.IsEmpty)
            stream.Exchange?.Request.Body.Append(frame.Data.ToArray());

        // Padding (§6.1), and a body that the connection answered without an endpoint, are consumed by arriving.
        var consumed = stream.Exchange is null ? frame.FlowControlledLength : frame.FlowControlledLength - frame.Data.Length;
        if (consumed > 0)
            Consume(stream, consumed);

        if (stream.Unreceived < 0)
            JudgeLength(stream);
        else if (frame.EndStream)
            EndRequest(stream, Headers.Empty);
    }

    /// <summary>RFC 9113 §8.1.1: a body longer or shorter than its content-length is malformed.</summary>
    private void JudgeLength(LiveStream stream) =>
        Judge(new Http2Error.OnStream(stream.Id, ErrorCode.ProtocolError, $"malformed request: {Math.Abs(stream.Unreceived!.Value)} octets {(stream.Unreceived < 0 ? "more" : "fewer")} than its content-length"));

    private void EndRequest(LiveStream stream, Headers trailers)
    {
        if (stream.Unreceived > 0)
        {
            JudgeLength(stream);
            return;
        }

        stream.Exchange?.Request.Body.Complete(trailers);
        _streams.Signal(stream, StreamSignal.RecvEndStream);
        ForgetIfClosed(stream);
    }

    /// <summary>RFC 9113 §6.2: a request begins, or trailers end it.</summary>
    private void OnFields(FieldSection section)
    {
        if (_streams.Find(section.Stream) is { } stream)
            OnTrailers(section, stream);
        else if (_streams.IsIdle(section.Stream) || !section.Stream.IsClientInitiated)
            OnRequest(section);
        else
            JudgeClosed(section.Stream, StreamSignal.RecvHeaders);
    }

    private void OnTrailers(FieldSection section, LiveStream stream)
    {
        if ((_streams.Signal(stream, StreamSignal.RecvHeaders) ?? RequestRules.CheckTrailers(section)) is { } error)
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

        // RFC 9113 §6.8: streams above the last one of our GOAWAY are ignored; the peer was told to try them elsewhere.
        if (_lastStream is { } last && section.Stream.Value > last.Value)
            _streams.Refuse(section.Stream);
        // RFC 9113 §5.1.2: above the limit, REFUSED_STREAM, which may safely be tried again (§8.7).
        else if (IsFull)
            Reset(section.Stream, ErrorCode.RefusedStream, $"{_streams.Count} streams open, {_slots.Abandoned} reset and still at work");
        else if (section.TooLarge)
            AnswerTooLarge(section);
        else
            Begin(section, RequestRules.Parse(section.Stream, section.Fields));
    }

    // A stream that was reset keeps its place until its work has stopped. One that was answered in full does not: its client counts it as
    // closed. But what works on after its answer is bounded too.
    private bool IsFull =>
        _streams.Count + _slots.Abandoned >= _settings.MaxConcurrentStreams || _slots.Busy >= 2 * _settings.MaxConcurrentStreams;

    private void Begin(FieldSection section, Outcome<RequestHead> request)
    {
        if (request.Value is { } head)
            Begin(section, head);
        else
            Judge(request.Error!);
    }

    private void Begin(FieldSection section, RequestHead head)
    {
        if (section.EndStream && head.ContentLength > 0)
        {
            // RFC 9113 §8.1.1: a content-length without a body is malformed.
            Judge(new Http2Error.OnStream(section.Stream, ErrorCode.ProtocolError, $"malformed request: content-length {head.ContentLength} and no body"));
            return;
        }

        var stream = Open(section);
        var body = section.EndStream ? RequestBody.Empty : new RequestBody(octets => Self.Tell(new BodyConsumed(section.Stream, octets)));
        stream.Exchange = new Exchange(section.Stream, new Request(head, body), _exchanges);
        stream.Unreceived = section.EndStream ? null : head.ContentLength;
        _slots.Assign(stream.Exchange);
    }

    private LiveStream Open(FieldSection section)
    {
        var stream = new LiveStream(section.Stream, new Window(_peer.InitialWindowSize), new ReceiveWindow(_settings.InitialWindowSize));
        _streams.Add(stream);
        _streams.Signal(stream, StreamSignal.RecvHeaders);
        if (section.EndStream)
            _streams.Signal(stream, StreamSignal.RecvEndStream);
        return stream;
    }

    // RFC 6585 §5: the list was decoded to its end, but not kept: there is nothing an endpoint could be given.
    private void AnswerTooLarge(FieldSection section)
    {
        var stream = Open(section);
        stream.WorkEnded = true;
        Answer(stream, Response.Text($"The header fields are longer than {_settings.MaxHeaderListSize} octets or more than {_settings.MaxHeaderCount}.", 431));
    }

    /// <summary>RFC 9113 §6.4.</summary>
    private void OnReset(RstStreamFrame frame)
    {
        if (_streams.Find(frame.Stream) is { } stream)
        {
            _streams.Signal(stream, StreamSignal.RecvReset);
            Forget(stream, $"stream {frame.Stream.Value} was reset by the peer: {frame.Code.Name()}");
        }
        else if (_streams.IsIdle(frame.Stream))
        {
            // RFC 9113 §6.4: RST_STREAM on an idle stream is a connection error PROTOCOL_ERROR.
            Judge(new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{frame} on an idle stream"));
        }
    }

    /// <summary>RFC 9113 §6.5.</summary>
    private void OnSettings(SettingsFrame frame)
    {
        var before = _peer;
        _peer = before.Apply(frame.Settings);
        _send.MaxFrameSize = _peer.MaxFrameSize;

        // RFC 9113 §6.9.2: a new initial window shifts the windows of all streams; beyond 2^31-1 it is a connection error.
        if (_peer.InitialWindowSize != before.InitialWindowSize && !ShiftWindows(_peer.InitialWindowSize - (long)before.InitialWindowSize))
        {
            Judge(new Http2Error.OnConnection(ErrorCode.FlowControlError, $"SETTINGS_INITIAL_WINDOW_SIZE of {_peer.InitialWindowSize} lifts a window above 2^31-1"));
            return;
        }

        // RFC 9113 §6.5.3: acknowledged once applied; what we encode after the acknowledgement keeps to it.
        _send.Control(SettingsFrame.Acknowledgement);
        if (_peer.HeaderTableSize != before.HeaderTableSize || _peer.MaxFrameSize != before.MaxFrameSize)
            _send.Control(new EncodingLimits(_peer.HeaderTableSize, _peer.MaxFrameSize));
    }

    private bool ShiftWindows(long delta)
    {
        foreach (var stream in _streams.Live)
        {
            if (stream.SendWindow.Grow(delta) is not { } window)
                return false;
            stream.SendWindow = window;
            _send.Offer(stream);
        }

        return true;
    }

    /// <summary>RFC 9113 §6.6.</summary>
    private void OnPushPromise(PushPromiseFrame frame) =>
        // RFC 9113 §8.4: a client cannot push: a connection error PROTOCOL_ERROR.
        Judge(new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{frame} from a client"));

    /// <summary>RFC 9113 §6.7.</summary>
    private void OnPing(PingFrame frame)
    {
        if (!frame.Ack)
            _send.Control(frame with { Ack = true });
    }

    /// <summary>RFC 9113 §6.8: the peer asks for no more; what is open finishes. It may say so again.</summary>
    private void OnGoAway()
    {
        if (_lastStream is null)
            BeginDrain();
    }

    /// <summary>RFC 9113 §6.9.</summary>
    private void OnWindowUpdate(WindowUpdateFrame frame)
    {
        if (frame.Stream.IsConnection)
        {
            // RFC 9113 §6.9.1: a connection window above 2^31-1 is a connection error FLOW_CONTROL_ERROR.
            if (!_send.TryGrow(frame.Increment))
                Judge(new Http2Error.OnConnection(ErrorCode.FlowControlError, $"{frame} lifts the connection's window above 2^31-1"));
        }
        else if (_streams.Find(frame.Stream) is { } stream)
        {
            Grow(stream, frame);
        }
        else if (_streams.IsIdle(frame.Stream))
        {
            // RFC 9113 §5.1 "idle": a connection error PROTOCOL_ERROR.
            Judge(new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{frame} on an idle stream"));
        }
    }

    private void Grow(LiveStream stream, WindowUpdateFrame frame)
    {
        // RFC 9113 §6.9.1: a stream window above 2^31-1 is a stream error FLOW_CONTROL_ERROR.
        if (stream.SendWindow.Grow(frame.Increment) is not { } window)
        {
            Judge(new Http2Error.OnStream(stream.Id, ErrorCode.FlowControlError, $"{frame} lifts its window above 2^31-1"));
            return;
        }

        stream.SendWindow = window;
        _send.Offer(stream);
    }

    /// <summary>A HEADERS or DATA frame on a stream that is not live.</summary>
    private void JudgeClosed(StreamId id, StreamSignal signal)
    {
        var error = _streams.IsIdle(id)
            ? new Http2Error.OnConnection(ErrorCode.ProtocolError, $"DATA on idle stream {id.Value}")
            : _streams.AfterClose(id, signal);
        if (error is not null)
            Judge(error);
    }
}
