using System.Net;
using Akka.Actor;
using Akka.Streams;
using AkkaH2.Actors;
using AkkaH2.Diagnostics;
using AkkaH2.Endpoints;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Wire;

namespace AkkaH2;

/// <summary>
/// One request and its response, as an endpoint sees it. Answer once: with a string, with octets, with a <see cref="Response"/>, or piece by
/// piece. May be used from any thread.
/// </summary>
public sealed partial class Exchange : IBodyOwner, ILocalMessage
{
    private readonly ExchangeContext _context;
    private CancellationTokenSource? _cancellation;
    private EncodedResponse _held; // the response, once the place is taken
    private int _place = Place.None; // for a whole response that is held back
    private ResponseWriter? _writer;
    private StreamEnd? _aborted;
    private bool _responded;
    private bool _endsItself;
    private ushort _status; // of the response; 0 before
    private int _octets; // of a whole response

    internal Exchange(StreamId id, Request request, ExchangeContext context)
    {
        (Id, _request, _context) = (id, request, context);
        request.Exchange ??= this;
        request.Body.Attach(this);
    }

    /// <summary>
    /// The request. Middleware may put a changed one in its place before the endpoint is called: <c>x.Request = x.Request.With("x-tenant", tenant)</c>. Its route
    /// is found by then.
    /// </summary>
    /// <exception cref="ArgumentException">It was not made of this exchange's request, or has another body.</exception>
    public Request Request
    {
        get => _request;
        set => Replace(value);
    }

    /// <summary>The values that the route template captured.</summary>
    public RouteValues Route => Request.Route;

    /// <summary>The number of its stream (RFC 9113 §5.1.1); over HTTP/1.1 requests are counted from 1.</summary>
    public int Stream => Id.Value;

    /// <summary>The connection that it came on.</summary>
    public ConnectionInfo Connection => _context.Info;

    /// <summary>The address of the client.</summary>
    public EndPoint RemoteEndPoint => _context.Info.RemoteEndPoint;

    /// <summary>True once a response was begun.</summary>
    public bool HasResponded => Volatile.Read(ref _responded);

    /// <summary>The status of the response that was begun: by an endpoint, by middleware, or by the server in their place (413, 504). Null before.</summary>
    public int? Status => HasResponded && _status != 0 ? _status : null;

    /// <summary>How many octets of the request's body have come.</summary>
    public long RequestOctets => Request.Body.Received;

    /// <summary>How many octets of the response's body were handed over, as they go out.</summary>
    public long ResponseOctets => Writer?.Written ?? _octets;

    /// <summary>Cancelled when the stream is reset by the peer or the connection is lost: the work is no longer wanted.</summary>
    public CancellationToken Aborted
    {
        get
        {
            if (Volatile.Read(ref _cancellation) is { } known)
                return known.Token;

            var made = new CancellationTokenSource();
            var cancellation = Interlocked.CompareExchange(ref _cancellation, made, null) ?? made;
            if (IsAborted)
                _ = cancellation.CancelAsync();
            return cancellation.Token;
        }
    }

    /// <summary>The error code with which the peer reset the stream (RFC 9113 §7); null if it did not, or not before the response was complete.</summary>
    public ErrorCode? PeerReset => Volatile.Read(ref _aborted)?.PeerReset;

    /// <summary>
    /// Cancelled when the connection begins to end in order (RFC 9113 §6.8): this exchange may finish, but one that would go on for long should come
    /// to its end now.
    /// </summary>
    public CancellationToken Draining => _context.Draining;

    internal StreamId Id { get; }

    /// <summary>Set if there is no endpoint to call, but an error to answer.</summary>
    internal RequestError? Error { get; init; }

    /// <summary>The StreamActor that works on it; null before one does, and when that has stopped.</summary>
    internal StreamWorker? Worker { get; set; }

    /// <summary>Where an actor endpoint was told to reply; null for other endpoints.</summary>
    internal ReplyAddress? ReplyTo { get; set; }

    /// <summary>True while a function, or what streams the body of an actor's response, works on it and ends the work; else its StreamActor does.</summary>
    internal bool EndsItself
    {
        get => Volatile.Read(ref _endsItself);
        set => Volatile.Write(ref _endsItself, value);
    }

    /// <summary>The exception of the endpoint, once it has thrown.</summary>
    internal Exception? Failure { get; set; }

    internal IMaterializer Materializer => _context.Materializer;

    internal bool IsAborted => Volatile.Read(ref _aborted) is not null;

    /// <summary>The version of the protocol that it came by, as OpenTelemetry has it.</summary>
    internal string ProtocolVersion => _context.Info.Protocol == Server.ConnectionProtocol.Http2 ? "2" : "1.1";

    internal ResponseWriter? Writer => Volatile.Read(ref _writer);

    /// <summary>Why the stream ended before its work, as in a log; null if it did not. One to HEAD stops its writer, and that is no interruption.</summary>
    internal string? EndReason => Writer is { DropsBody: true } ? null : Volatile.Read(ref _aborted)?.Reason;

    // As error.type of OpenTelemetry has it; null if the response was given as a whole.
    private string? Interruption => PeerReset is { } code ? Instruments.NameOf(code) : IsAborted && !HasCompleted ? "aborted" : null;

    /// <summary>True once the whole response was handed over, whether or not it has gone out. Of one to HEAD that is its head.</summary>
    internal bool HasCompleted => HasResponded && Writer is null or { IsCompleted: true } or { DropsBody: true };

    /// <summary>Answers with text as UTF-8.</summary>
    /// <param name="text">The body.</param>
    /// <param name="status">200 to 999.</param>
    /// <exception cref="InvalidOperationException">There is a response already.</exception>
    public void Respond(string text, int status = 200) => Respond(Response.Text(text, status));

    /// <summary>Answers with octets.</summary>
    /// <param name="body">The body. It is sent from this very memory, so it must not change afterwards.</param>
    /// <param name="status">200 to 999.</param>
    /// <exception cref="InvalidOperationException">There is a response already.</exception>
    public void Respond(ReadOnlyMemory<byte> body, int status = 200) => Respond(Response.Octets(body, status));

    /// <summary>Answers with a whole response.</summary>
    /// <exception cref="InvalidOperationException">There is a response already.</exception>
    /// <exception cref="ArgumentException">The status is not 200 to 999, a field may not stand in HTTP/2, or the content-length is not the body's.</exception>
    public void Respond(Response response)
    {
        try
        {
            CheckNoTunnel(response.Status);
            Change(ref response);
            response = _context.Errors.ServedBy.On(response);
            OnStatus(response.Status);
            Respond(response, EncodedResponse.Of(Request.Method, response));
        }
        catch
        {
            response.Body.Abandon();
            throw;
        }
    }

    /// <summary>
    /// Begins a response whose body is written piece by piece. The head leaves together with the first piece, or with
    /// <see cref="ResponseWriter.FlushAsync"/> before it.
    /// </summary>
    /// <param name="status">200 to 999.</param>
    /// <param name="headers">The header fields; none if null.</param>
    /// <exception cref="InvalidOperationException">There is a response already.</exception>
    /// <exception cref="ArgumentException">The status is not 200 to 999, or a field may not stand in HTTP/2.</exception>
    public ResponseWriter RespondStreaming(int status = 200, Headers? headers = null)
    {
        CheckNoTunnel(status);
        headers ??= Headers.Empty;
        var changed = ChangedHead(status, headers, ResponseBody.Piecewise);
        // Of what the endpoint writes, not of what becomes of it in a stream; where there is none, of what middleware has made of the fields.
        var announced = ResponseRules.Announced(changed.Encode is null ? changed.Headers : headers);
        OnStatus(changed.Status);
        var head = ResponseRules.Head(Request.Method, changed.Status, _context.Errors.ServedBy.On(changed.Headers), length: null, HttpDate.Now);
        Begin();
        if (ResponseRules.HasBody(Request.Method, changed.Status))
            return OpenWriter(head, announced, changed.Encode);

        var writer = OpenWriter(null, null);
        SendWhole(new EncodedResponse(head, default, null));
        return writer;
    }

    /// <summary>
    /// Sends an informational response (RFC 9110 §15.2), such as 103 (early hints). Any number may precede the response. 100 (continue) need not be sent:
    /// reading the body does it.
    /// </summary>
    /// <param name="status">100 to 199, and not 101.</param>
    /// <param name="headers">Its fields; none if null.</param>
    /// <exception cref="InvalidOperationException">There is a response already.</exception>
    /// <exception cref="ArgumentException">The status is not 100 to 199, or is 101, or a field may not stand in HTTP/2.</exception>
    public void SendInformational(int status, Headers? headers = null)
    {
        var head = ResponseRules.Informational(status, headers ?? Headers.Empty);
        if (HasResponded)
            throw HasResponse();
        Send(new SendInformational(Id, head));
    }

    /// <summary>
    /// Ends the stream with RST_STREAM and this code (RFC 9113 §6.4). Before the response is complete, the part of it that has not gone out is dropped,
    /// and the peer sees the code. A complete response goes out first, whole; then only a client that still sends its request sees the code, since for
    /// any other the stream is closed.
    /// </summary>
    /// <param name="code">The error code.</param>
    public void Reset(ErrorCode code)
    {
        var reason = $"stream {Id.Value} was reset by the endpoint: {code.Name()}";
        var isComplete = HasCompleted;
        SendHeld();
        Send(new SendReset(Id, code, "reset by the endpoint"));
        if (isComplete)
            Request.Body.Fail(new StreamAbortedException(reason));
        else
            Abort(reason);
    }

    /// <summary>From here on a whole response is held back, so that it can leave together with the end of the work.</summary>
    internal void Hold() => Volatile.Write(ref _place, Place.Free);

    /// <summary>The work goes on: what was held back, if anything, leaves without its end.</summary>
    internal void SendHeld()
    {
        if (Interlocked.CompareExchange(ref _place, Place.None, Place.Free) == Place.Taken && TakeHeld() is { } held)
            Send(new SendResponse(Id, held));
    }

    /// <summary>
    /// The work has ended, and who did it can take another exchange. The connection is told by this exchange itself, and finds in it what was held back:
    /// so one message says all of an endpoint that answers at once.
    /// </summary>
    internal void EndWork()
    {
        if (!HasFailedBehindHeld)
            EndTelemetry();
        DropEncoder();
        Interlocked.CompareExchange(ref _place, Place.None, Place.Free);
        _context.Connection.Tell(this, ActorRefs.NoSender);
    }

    /// <summary>The request goes to its endpoint, for whoever measures.</summary>
    internal void BeginTelemetry() => Request.Telemetry ??= RequestTelemetry.Begin(Request, ProtocolVersion, RemoteEndPoint);

    /// <summary>The work on the request has ended, for whoever measures.</summary>
    internal void EndTelemetry() => Request.Telemetry?.End(Interruption);

    /// <summary>The response that was held back, for the connection when the work has ended; null if there is none.</summary>
    internal EncodedResponse? TakeHeld()
    {
        if (Volatile.Read(ref _place) != Place.Taken)
            return null;

        var held = _held;
        (_held, _place) = (default, Place.None);
        return held;
    }

    /// <summary>This endpoint is to answer it.</summary>
    internal void OnFound(Endpoint endpoint)
    {
        BeginTelemetry();
        Worker!.Route = endpoint.Template;
        if (Request.Telemetry is { } telemetry)
            telemetry.Route = endpoint.Template;
        if (endpoint.Limits.AreOfTheRoute)
            Send(new ChangeLimits(Id, endpoint.Limits));
    }

    /// <summary>Lets a body of this length pass; false if it is announced to be longer.</summary>
    internal bool AdmitsBody(long limit)
    {
        Request.Body.SetLimit(limit);
        return Request.ContentLength is not { } length || length <= limit;
    }

    /// <summary>The body is longer than it may be.</summary>
    internal void RefuseBody()
    {
        Instruments.OnLimit("max-request-body-size");
        Refuse(BodyTooLarge(Request.Body.Limit));
    }

    /// <summary>No endpoint answers this, or none goes on: an answer if none has begun, else RST_STREAM. The work on it is told.</summary>
    internal void Refuse(RequestError error)
    {
        error = error with { Stream = Id.Value, RemoteEndPoint = RemoteEndPoint };
        // First whether an answer can go out: a handler is not asked for one that nobody gets.
        if (TryTakeOver() && Answer(error) is { } answer)
            _context.Connection.Tell(new SendRefusal(Id, answer, error.CodeOfRest), ActorRefs.NoSender);
        else
            _context.Connection.Tell(new SendReset(Id, error.Code, error.Detail), ActorRefs.NoSender);
        Abort(error.Detail);
    }

    private EncodedResponse? Answer(RequestError error)
    {
        var answer = _context.Errors.Answer(error, Request.Method);
        if (answer is { } response)
            OnAnswered(response);
        return answer;
    }

    /// <summary>The stream is over before its time: wakes everybody who waits on it.</summary>
    internal void Abort(string reason, ErrorCode? peerReset = null)
    {
        var end = new StreamEnd(reason, peerReset);
        StopResponding(end);
        Request.Body.Fail(end.ToException());
    }

    /// <summary>Nothing more of a response can go out: wakes everybody who makes one.</summary>
    internal void StopResponding(StreamEnd end)
    {
        if (Interlocked.CompareExchange(ref _aborted, end, null) is not null)
            return;

        // Callbacks of the application never run on the connection's thread.
        _ = Volatile.Read(ref _cancellation)?.CancelAsync();
        Writer?.Abort(end);
    }

    /// <summary>Takes the response from the endpoint, if nothing of it has gone out: it is answered otherwise.</summary>
    internal bool TryTakeOver() => TryBegin() || Writer?.TryRetract() == true;

    void IBodyOwner.OnWanted()
    {
        // RFC 9110 §10.1.1: the client waits to be told, unless it has its answer. A head that is out already makes the connection drop this.
        if (Request.ExpectsContinue && (!HasResponded || Writer is not null))
            Send(new SendInformational(Id, ResponseRules.Continue));
    }

    void IBodyOwner.OnConsumed(int octets) => Send(new BodyConsumed(Id, octets));

    void IBodyOwner.OnTooLarge() => RefuseBody();

    // RFC 9110 §15.5.14.
    private RequestError BodyTooLarge(long limit) =>
        RequestError.Of(this, RequestErrorKind.BodyTooLarge, ErrorCode.EnhanceYourCalm, BodyTooLargeException.Describe(limit));

    /// <summary>Somebody else has answered in place of the endpoint.</summary>
    internal void OnAnswered(EncodedResponse response)
    {
        _status = (ushort)response.Status;
        _octets = response.Body.Length;
        Request.Telemetry?.OnStatus(response.Status);
    }

    private void OnStatus(int status)
    {
        if (HasResponded)
            return;
        _status = unchecked((ushort)status);
        Request.Telemetry?.OnStatus(status);
    }

    private void Begin()
    {
        if (!TryBegin())
            throw HasResponse();
    }

    private bool TryBegin() => !Interlocked.Exchange(ref _responded, true);

    private InvalidOperationException HasResponse() => new($"{Request} has a response already.");

    private ResponseWriter OpenWriter(HeaderField[]? head, long? announced, Func<Stream, Stream>? encode = null)
    {
        var writer = new ResponseWriter(this, _context.SendBuffers.ForOne, head, announced, encode);
        Interlocked.Exchange(ref _writer, writer); // before it is asked whether the stream is over, as Abort does it the other way round
        if (Volatile.Read(ref _aborted) is { } end)
            writer.Abort(end);
        return writer;
    }

    private void Send(StreamCommand command) => _context.Connection.Tell(command, ActorRefs.NoSender);

    private static class Place
    {
        public const int None = 0;
        public const int Free = 1;
        public const int Taken = 2;
    }
}

/// <summary>The part that all exchanges of one connection share.</summary>
internal sealed record ExchangeContext(
    IActorRef Connection, IMaterializer Materializer, SendBuffers SendBuffers, ConnectionInfo Info, ErrorAnswers Errors, CancellationToken Draining);
