using System.Net;
using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Client;

/// <summary>
/// One request of a client and its response. It goes from the application to the client's actor, and from there to a connection; one of them has it at a time.
/// Whatever becomes of it, its task ends.
/// </summary>
internal sealed class Call(Origin origin, HeaderField[] head, RequestContent content, Headers trailers, CallOptions options, CallTimes times, bool retriesLost, IActorRef client)
    : IBodyOwner, INoSerializationVerificationNeeded
{
    private const int MaxRefusals = 5;

    private TaskCompletionSource<Response>? _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CallUpload? _upload = content is RequestContent.Written ? new(OutgoingRequest.ExpectsContinue(head)) : null;
    private readonly EarlyBody _early = new();
    private ResponseHead? _responseHead;
    private RequestBody? _body; // once it was delivered before its end
    private Headers? _trailers; // once the response has ended
    private Exception? _failure;
    private RequestBodyFailed? _bodyFailed; // perhaps while a connection was giving the call back
    private TimeSpan _takenAt;
    private int _refusals; // by the peer
    private bool _wasRetried; // on a connection where the server had said something
    private bool _mayHaveBeenProcessed; // before it was sent again
    private bool _isPushed;

    /// <summary>A response that the server pushes (RFC 9113 §8.4), to a request that nobody sent.</summary>
    public static Call Pushed(Origin origin, RequestHead request, IActorRef client)
    {
        HeaderField[] head = [new(":method", request.Method), new(":scheme", request.Scheme), new(":authority", request.Authority), new(":path", request.Path)];
        var times = new CallTimes(TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue);
        return new Call(origin, head, RequestContent.None.Instance, Headers.Empty, CallOptions.Default, times, retriesLost: false, client) { _isPushed = true };
    }

    /// <summary>The response; its body may still be to come. Ask before the call is handed over: it keeps no hold of what the application may let go of.</summary>
    public Task<Response> Response => _response!.Task;

    /// <summary>Done when the application has been told of what preceded the response, with what it threw; null if nothing did.</summary>
    public Task<Exception?>? Informed { get; private set; }

    public Origin Origin => origin;

    /// <summary>Pseudo-header fields, then the others.</summary>
    public HeaderField[] Head => head;

    public RequestContent Content => content;

    public Headers Trailers => trailers;

    public CallOptions Options => options;

    public CallTimes Times { get; private set; } = times;

    /// <summary>True if it has failed: nobody waits for anything any more.</summary>
    public bool IsOver => Failure is not null;

    /// <summary>Why; null if it has not failed.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>True once the response has begun.</summary>
    public bool HasHead => _responseHead is not null;

    /// <summary>Its place in the queue of the client's actor; null while it is not there.</summary>
    public LinkedListNode<Call>? Place { get; set; }

    /// <summary>Tells which of two calls came first to the client's actor.</summary>
    public long Rank { get; set; }

    /// <summary>The connection that has it or had it last; null if none had.</summary>
    public IActorRef? Connection { get; set; }

    /// <summary>Its stream there; null if it has not begun.</summary>
    public StreamId? Stream { get; private set; }

    /// <summary>The version of its response.</summary>
    public Version Version { get; set; } = HttpVersion.Version20;

    /// <summary>Writes the body, where that is not octets; null before and otherwise.</summary>
    public RequestWriter? Writer => _upload?.Writer;

    /// <summary>The code of a RST_STREAM that we sent on our own account.</summary>
    public ErrorCode? OurReset { get; set; }

    /// <summary>True if its body waits until the server says that it will read it (RFC 9110 §10.1.1).</summary>
    public bool AwaitsContinue => _upload is { AwaitsContinue: true };

    /// <summary>The content-length of its request; null if it has none.</summary>
    public long? Announced => ResponseRules.Announced(new Headers(head, OutgoingRequest.PseudoHeaderFields));

    /// <summary>The content-length of its response; null if there is none, or none yet.</summary>
    public long? AnnouncedResponse => _responseHead?.ContentLength;

    /// <summary>When it ends if nothing happens, by the clock of its client.</summary>
    public TimeSpan Deadline => Times.Next(isConnected: Connection is not null, HasHead);

    /// <summary>A connection has it from now on.</summary>
    public void OnTaken(IActorRef connection, TimeSpan now) => (Connection, _takenAt) = (connection, now);

    /// <summary>It waits for another connection.</summary>
    /// <param name="now">The time.</param>
    /// <param name="wasConnected">True if the server had said anything there: then the time that the connection had it is not time that it has waited for one.</param>
    public void OnQueuedAgain(TimeSpan now, bool wasConnected)
    {
        Connection = null;
        if (wasConnected && Times.Connect != TimeSpan.MaxValue)
            Times = Times with { Connect = Times.Connect + (now - _takenAt) };
        if (Volatile.Read(ref _bodyFailed) is { } failed)
            Fail(failed.ToException(mayHaveBeenProcessed: false)); // the connection may not have known it any more
    }

    /// <summary>Its stream has begun, perhaps once more.</summary>
    public void Begin(StreamId stream, IActorRef connection, Func<RequestWriter> writer)
    {
        Stream = stream;
        _upload?.Begin(stream, connection, writer);
        if (IsOver)
            Writer?.Fail(_failure!);
    }

    /// <summary>True if it is to be sent again after this failure.</summary>
    /// <param name="failure">How its stream ended.</param>
    /// <param name="hasBegun">True if the server had said anything on that connection.</param>
    public bool MayResend(in CallFailure failure, bool hasBegun)
    {
        if (HasHead || _isPushed)
            return false;
        // A body that is written once can still go elsewhere as long as no octet of it has gone out.
        if (Writer is not null && !(failure is { IsNotProcessed: true, IsBodyUnsent: true } && Writer.CanMove))
            return false;
        // RFC 9113 §8.7: the server did not act on it.
        if (failure.IsNotProcessed)
            return failure.PeerReset is null || ++_refusals <= MaxRefusals;
        if (!failure.IsLoss || !retriesLost)
            return false;
        // A connection on which the server has said nothing was none: the pauses between attempts, and the time to connect, bound how often that happens.
        if (hasBegun && _wasRetried)
            return false;

        _wasRetried |= hasBegun;
        _mayHaveBeenProcessed = true;
        return true;
    }

    /// <summary>One of its times has come.</summary>
    public void RunOutOfTime()
    {
        var which = Times.NextOf(isConnected: true, HasHead);
        Fail(new Http2ClientException(ClientErrorKind.TimedOut, origin, which == ClientTimeout.Head ? "no response in time" : "the response did not end in time")
        {
            Stream = Stream?.Value,
            TimedOut = which,
            MayHaveBeenProcessed = true,
        });
    }

    /// <summary>It goes back to the client's actor, as if it had never begun.</summary>
    public void Return() => (Connection, Stream, OurReset) = (null, null, null);

    /// <summary>Writes the body as the application made it; runs as part of the call that sent the request.</summary>
    public async Task WriteAsync(RequestContent.Written written)
    {
        if (await _upload!.WriteAsync(written).ConfigureAwait(false) is not { } cause)
            return;

        // The client's actor knows which connection has the call, and that whether the request is with the server. If it is on its way back, it fails when it is.
        var failed = new RequestBodyFailed(this, cause);
        Volatile.Write(ref _bodyFailed, failed);
        client.Tell(failed, ActorRefs.NoSender);
    }

    /// <summary>The body need not wait any more.</summary>
    public void GoAhead() => _upload?.GoAhead();

    /// <summary>An informational response.</summary>
    public void OnInformational(ResponseHead informational)
    {
        if (informational.Status == 100)
            GoAhead();
        if (options.OnInformational is { } told)
            Informed = InformAsync(Informed, told, new Informational(informational.Status, informational.Headers));
    }

    // One after the other, and none on the connection's thread.
    private async Task<Exception?> InformAsync(Task<Exception?>? before, Action<Informational> told, Informational informational)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (before is not null && await before.ConfigureAwait(false) is { } failure)
            return failure;

        try
        {
            told(informational);
            return null;
        }
        catch (Exception cause)
        {
            GiveUp(cause);
            return cause;
        }
    }

    public void OnHead(ResponseHead response)
    {
        _responseHead = response;
        // RFC 9110 §10.1.1: a server that refuses the request does not want its body either.
        if (response.Status < 300)
            GoAhead();
    }

    public void OnData(ReadOnlyMemory<byte> octets)
    {
        if (_body is { } body)
            body.Append(octets);
        else
            _early.Append(octets.Span);
    }

    /// <summary>The response is complete.</summary>
    public void OnEnd(Headers fields)
    {
        _trailers = fields;
        _body?.End(fields);
    }

    /// <summary>The server takes no more of the request; its response may be on its way, or complete.</summary>
    public void StopWriting(string reason) =>
        _upload?.Stop(new Http2ClientException(ClientErrorKind.ProtocolError, origin, reason) { Stream = Stream?.Value, MayHaveBeenProcessed = true });

    /// <summary>Gives the application what has come. True if that is all of it.</summary>
    public bool Deliver()
    {
        if (_trailers is null)
            _body = _early.ToIncoming(this);
        var body = _body is null ? ResponseBody.From(_early.ToMemory()) : ResponseBody.From(new ResponseReader(this, _body));
        Interlocked.Exchange(ref _response, null)?.TrySetResult(new Response(_responseHead!.Status, _responseHead.Headers, body) 
        {
            Trailers = _trailers ?? Headers.Empty,
            Version = Version,
        });
        if (Volatile.Read(ref _failure) is { } failure)
            _body?.Fail(failure);
        return _body is null;
    }

    /// <summary>Ends it, from whatever thread. True if it had not ended so before.</summary>
    public bool Fail(Exception cause)
    {
        if (_mayHaveBeenProcessed && cause is Http2ClientException error)
            error.OnSentBefore();
        if (Interlocked.CompareExchange(ref _failure, cause, null) is not null)
            return false;

        FailResponse(cause);
        _body?.Fail(cause);
        _upload?.Fail(cause);
        return true;
    }

    private void FailResponse(Exception cause)
    {
        if (Interlocked.Exchange(ref _response, null) is not { } response)
            return;

        if (cause is OperationCanceledException cancelled)
            response.TrySetCanceled(cancelled.CancellationToken);
        else
            response.TrySetException(cause);
        _ = response.Task.Exception; // seen: a caller that waits no more does not make it one that nobody handles
    }

    /// <summary>The application wants no more of it.</summary>
    public void GiveUp(Exception cause)
    {
        if (Fail(cause))
            client.Tell(new AbandonCall(this), ActorRefs.NoSender);
    }

    /// <summary>The application has read the response to its end.</summary>
    public void OnRead() => Connection?.Tell(new ResponseRead(Stream!.Value), ActorRefs.NoSender);

    /// <summary>The application has let go of the response before its end.</summary>
    public void Drop() => GiveUp(new Http2ClientException(ClientErrorKind.Cancelled, origin, "the response was given up before its end")
    {
        Stream = Stream?.Value,
        MayHaveBeenProcessed = true,
    });

    void IBodyOwner.OnWanted()
    {
        // a server sends its body unasked
    }

    void IBodyOwner.OnConsumed(int octets) => Connection?.Tell(new BodyConsumed(Stream!.Value, octets), ActorRefs.NoSender);

    void IBodyOwner.OnTooLarge()
    {
        // a response has no limit
    }
}
