using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <content>A server's streams: requests begin, and are admitted or refused (RFC 9113 §5.1.2, §8.1).</content>
public sealed partial class Http2Connection
{
    private static readonly TimeSpan AdmissionTimeout = TimeSpan.FromSeconds(1);

    private readonly RequestIntake _intake;
    private Queue<(Http2Stream Stream, TimeSpan Since)>? _awaitingRoom; // for the work of streams that were reset

    private long MaxStreams => _settings.Announced.MaxConcurrentStreams;

    // A stream that was reset keeps its place until its work has ended. One that was answered in full does not: its client counts it as
    // closed. But work that goes on after its answer is bounded too.
    private bool HasRoom => _streams.Peers + _streams.Abandoned <= MaxStreams && _streams.AtWork < 2 * MaxStreams;

    private void OnRequest(FieldSection section)
    {
        if (_streams.CheckNew(section.Stream) is { } wrong)
        {
            HandleError(wrong);
            return;
        }

        _streams.Use(section.Stream);

        // RFC 9113 §6.8: streams above the last one of our GOAWAY are ignored. §10.5: each is decompressed nevertheless.
        if (_goAway.Ignores(section.Stream))
        {
            ChargeGlitch(section);
            return;
        }

        Admit(section);
        // RFC 9113 §5.1.1: a peer that has used its last id needs a new connection.
        if (_streams.IsUsedUp && !IsOver)
            SendFinalGoAway("no stream ids left");
    }

    private void Admit(FieldSection section)
    {
        if (Priorities.PriorityRules.Check(section.Stream, _priorities.Meant(section.Priority)) is { } error)
            RefuseOutright(section, error);
        else if (_streams.Peers >= MaxStreams)
            Refuse(section, RequestIntake.TooMany(section, _streams.Peers, _streams.Abandoned));
        else
            Read(section, _intake.Read(section, _settings.Announced));
    }

    private void Read(FieldSection section, (RequestHead? Head, Refusal? Refusal) request)
    {
        if (request.Head is { } head)
            Begin(section, head);
        else
            Refuse(section, request.Refusal!);
    }

    private void RefuseOutright(FieldSection section, Http2Error error)
    {
        SendReset(section.Stream, error.Code, error.Detail);
        ChargeReset();
    }

    private void Begin(FieldSection section, RequestHead head)
    {
        var stream = Open(section);
        _allowance.Earn(1);
        _priorities.Begin(stream, head.Priority);
        stream.IsTunnel = head.IsConnect;
        stream.AwaitsContinue = head.ExpectsContinue;
        // RFC 9110 §9.3.6: CONNECT has no content, whatever a content-length says.
        stream.Unreceived = section.EndStream || head.IsConnect ? null : head.ContentLength;
        if (!section.EndStream)
            ExpectBody(stream);
        SetRequestTimeout(stream, _options.RequestTimeout);

        _events.OnRequest(stream, head);
        if (HasRoom && _awaitingRoom is not { Count: > 0 })
            StartWork(stream);
        else if (stream.State != StreamState.Closed)
            AwaitRoom(stream);
    }

    private void ExpectBody(Http2Stream stream)
    {
        stream.BodyRate = new RateMeter();
        MeasureRates();
    }

    // The peer counts right, but the work of streams that it has reset goes on. It may be about to end.
    private void AwaitRoom(Http2Stream stream)
    {
        stream.IsKept = true;
        (_awaitingRoom ??= new Queue<(Http2Stream, TimeSpan)>()).Enqueue((stream, Now));
        if (!_deadlines.IsSet(Deadline.Admission))
            SetTimeout(Deadline.Admission, AdmissionTimeout);
    }

    private void AdmitWaiting()
    {
        while (_awaitingRoom is { Count: > 0 } && HasRoom)
            StartWork(_awaitingRoom.Dequeue().Stream);
    }

    private void RefuseWaiting()
    {
        while (_awaitingRoom is { Count: > 0 } waiting && Now - waiting.Peek().Since >= AdmissionTimeout)
            RefuseAwaited(waiting.Dequeue().Stream);
        if (_awaitingRoom is { Count: > 0 } left && !IsOver)
            _deadlines.Set(Deadline.Admission, left.Peek().Since + AdmissionTimeout);
    }

    private void RefuseAwaited(Http2Stream stream)
    {
        if (stream.State == StreamState.Closed)
            return;

        _events.OnLimit(Limit.MaxConcurrentStreams);
        SendReset(stream.Id, ErrorCode.RefusedStream, $"{_streams.Abandoned} streams reset and still at work");
    }

    // An event before this one may have closed the stream: work on it would never end.
    private void StartWork(Http2Stream stream)
    {
        if (stream.State == StreamState.Closed)
            return;

        _streams.BeginWork(stream);
        _events.OnBegin(stream);
    }

    private Http2Stream Open(FieldSection section)
    {
        var stream = NewStream(section.Stream);
        _send.Begin(stream, _priorities.Meant(section.Priority));
        _streams.Signal(stream, StreamSignal.RecvHeaders);
        if (section.EndStream)
            _streams.Signal(stream, StreamSignal.RecvEndStream);
        return stream;
    }

    private Http2Stream NewStream(StreamId id) =>
        _streams.Begin(id, new Window(_settings.Peer.InitialWindowSize), new ReceiveWindow(_settings.EnforcedWindow), Now);

    /// <summary>A request that is none, or that there is no room for: somebody may answer it, but not any number of them.</summary>
    private void Refuse(FieldSection section, Refusal refusal)
    {
        if (refusal.Kind != RefusalKind.Malformed)
            _events.OnLimit(refusal.Kind == RefusalKind.TooManyStreams ? Limit.MaxConcurrentStreams : Limit.MaxHeaderListSize);
        if (_streams.Peers + _streams.Abandoned < 2 * MaxStreams && _streams.AtWork < 2 * MaxStreams)
            Offer(section, refusal);
        else
            SendReset(section.Stream, refusal.Code, refusal.Detail);
        Charge(section, refusal);
    }

    private void Offer(FieldSection section, Refusal refusal)
    {
        var stream = Open(section);
        stream.DropsBody = true;
        _events.OnRefused(stream, refusal);
        if (stream is { Work: WorkState.None, Outbox.HasBegun: false } && stream.State != StreamState.Closed)
            SendReset(section.Stream, refusal.Code, refusal.Detail);
    }

    // RFC 9113 §8.1.1, §10.5: an error that makes us reset a stream, or refuse one, costs its peer the same as if it had reset it.
    private void Charge(FieldSection section, Refusal refusal)
    {
        if (refusal.Kind == RefusalKind.Malformed)
            ChargeReset();
        else if (refusal.Kind == RefusalKind.TooManyStreams)
            ChargeGlitch(section);
    }
}
