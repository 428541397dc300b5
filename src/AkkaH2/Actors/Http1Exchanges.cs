using Akka.Actor;
using Akka.Event;
using AkkaH2.Diagnostics;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>
/// The exchanges of one HTTP/1.1 connection: a StreamActor answers a request, as in HTTP/2, and its commands become calls on the wire. One exchange is under way at
/// a time; what is pipelined behind it waits in the transport. Belongs to the Http1ConnectionActor and runs only inside it.
/// </summary>
internal sealed class Http1Exchanges
{
    private static readonly HeaderField[] ToHttp2 = [new("upgrade", "h2c")];

    private readonly Http1ConnectionActor _connection;
    private readonly IActorContext _actor;
    private readonly ServerSetup _setup;
    private readonly StreamActors _streams;
    private readonly ExchangeContext _shared;
    private readonly bool _isTls;
    private Http1Stream? _stream; // the exchange that is under way
    private int _requests;

    /// <param name="connection">Ends the connection when an exchange demands it.</param>
    /// <param name="actor">Its context.</param>
    /// <param name="transport">What is known of the connection.</param>
    /// <param name="setup">What it shares with others.</param>
    /// <param name="draining">Cancelled when the connection takes no more requests.</param>
    public Http1Exchanges(Http1ConnectionActor connection, IActorContext actor, ITransportConnection transport, ServerSetup setup, CancellationToken draining)
    {
        (_connection, _actor, _setup, _isTls) = (connection, actor, setup, transport.Tls is not null);
        var stream = 0;
        _streams = new StreamActors(_ => actor.Watch(actor.ActorOf(setup.StreamActors, $"stream-{++stream}")), Math.Min(setup.Settings.IdleStreamActors, 1), setup.Direct);
        var info = new ConnectionInfo(actor.Self.Path, ConnectionProtocol.Http1, transport);
        _shared = new ExchangeContext(actor.Self, setup.Materializer, new SendBuffers(setup.Settings.SendBufferSize), info, setup.Endpoints.Errors, draining);
    }

    /// <summary>When <see cref="OnTime"/> is due; <see cref="TimeSpan.MaxValue"/> if nothing waits for time.</summary>
    public TimeSpan NextDeadline => _stream?.Deadline ?? TimeSpan.MaxValue;

    /// <summary>True if <see cref="Flush"/> has something to send.</summary>
    public bool WantsFlush => _stream is { WantsFlush: true };

    /// <summary>How many requests there were, without one that HTTP/2 has taken over.</summary>
    public int Requests => _requests;

    /// <summary>True while a request is under way.</summary>
    public bool IsBusy => _stream is not null;

    /// <summary>True while an endpoint works on one.</summary>
    public bool IsAtWork => _stream is { IsAtWork: true };

    /// <summary>The request that is under way, for whoever watches; null if none is.</summary>
    public StreamSnapshot? Describe(TimeSpan now)
    {
        if (_stream is not { } stream)
            return null;

        var subject = stream.Exchange is { } exchange ? StreamSubject.Of(exchange) : default;
        return new StreamSnapshot
        {
            Id = stream.Id.Value,
            State = "open",
            Age = now - stream.Began,
            Method = subject.Method,
            Path = subject.Path,
            Route = subject.Route,
            LastError = subject.LastError,
            IsAtWork = stream.IsAtWork,
        };
    }

    /// <summary>The engine has read a request.</summary>
    public void OnRequest(Http1Request request)
    {
        if (++_requests == int.MaxValue)
            _connection.RequestClose(); // no numbers left

        var id = new StreamId(_requests);
        var wire = request.Wire;
        var (head, refusal, isHandshake) = Http1Intake.Read(wire, _isTls, _setup.Endpoints);
        _stream = new Http1Stream(id, request, _setup.Clock(), _setup.Settings.WriteBatchSize, OnRefused) { Switch = isHandshake ? Http1Intake.Handshake(wire) : null };
        _stream.IsLast = head is null or { IsConnect: true };
        if (refusal is not null)
            Answer(_stream, RequestError.Of(id, refusal), Request.Preview(refusal.Fields));
        else if (head!.IsConnect && !isHandshake)
            _stream.Answer(_shared.Errors.Encode(head.Method, Response.Text("CONNECT is served over HTTP/2 only.", 501)));
        else if (_connection.MayUpgrade && Http1Intake.ReadUpgrade(wire) is { } first)
            wire.LeaveAsync(ToHttp2).PipeTo(_actor.Self, ActorRefs.NoSender, () => new Http1Left(first), _ => new Http1Left(null));
        else
            Begin(_stream, head, hasBody: wire.HasBody || isHandshake);
    }

    /// <summary>The request goes on as the first one of an HTTP/2 connection.</summary>
    public void OnUpgraded()
    {
        _stream!.End();
        _stream = null;
        _requests--;
    }

    /// <summary>An endpoint wants something.</summary>
    public void OnCommand(StreamCommand command)
    {
        if (_stream is not { } stream || stream.Id != command.Stream)
            return;

        switch (command)
        {
            case BodyConsumed consumed: stream.Body?.OnConsumed(consumed.Octets); break;
            case SendInformational { Head: [{ Value: "100" }, ..] }: stream.Body?.Begin(); break;
            case SendInformational: break; // RFC 8297 §2: clients of HTTP/1.1 may take another one for the response
            case SendPush push: push.Answer(PushOutcome.Disabled); break;
            case ChangeLimits change: OnChangeLimits(stream, change.Limits); break;
            case SendReset reset: OnReset(stream, reset.Detail); break;
            default: Await(stream, stream.Write(command)); break;
        }
    }

    /// <summary>An endpoint has ended, perhaps with a whole response.</summary>
    public void OnWorkEnded(Exchange exchange)
    {
        if (_stream is not { } stream || stream.Exchange != exchange)
            return;

        var isDropped = exchange.TryDropFailed(); // its StreamActor has stopped, and did not say so
        if (exchange.TakeHeld() is { } held)
            stream.Write(new SendResponse(stream.Id, held));
        stream.IsAtWork = false;
        if (_streams.Release(exchange) is { } spare)
            _actor.Stop(spare);
        if (isDropped)
            Fail(exchange, stream);
        if (exchange.Failure is not null && !exchange.IsContinuedBy(stream.Exchange))
            exchange.EndTelemetry();
        // An endpoint that ended without a response was told that nobody waits for one.
        if (!stream.HasBegun && !stream.IsAtWork && !_connection.IsLost)
            _connection.CutOff("the endpoint ended without a response");
    }

    /// <summary>A StreamActor has failed: the directive for its failure says whether its exchange is answered, goes on, or is cut off with the connection.</summary>
    public void OnStreamActorStopped(IActorRef actor)
    {
        if (_streams.Lost(actor) is not { } exchange)
            return;

        var stream = _stream?.Exchange == exchange ? _stream : null;
        if (stream is not null && exchange.Failure is null)
            OnStopped(exchange, stream);
        else if (stream is not null)
            Supervise(exchange, stream);
        if (!exchange.IsContinuedBy(_stream?.Exchange))
            exchange.OnActorLost();
    }

    /// <summary>Somebody else has stopped the StreamActor: to the peer the endpoint has failed. No request comes after one whose function is at work.</summary>
    private void OnStopped(Exchange exchange, Http1Stream stream)
    {
        var isUnanswered = exchange.TryCutOff();
        stream.IsAtWork = exchange.IsStillAtWork;
        if (_connection.IsLost)
            return;
        if (!isUnanswered && exchange.TryDropFailed())
        {
            Fail(exchange, stream);
            return;
        }

        stream.IsLast |= isUnanswered && stream.IsAtWork; // a next request would have to wait for its function
        if (isUnanswered && exchange.EndsItself)
            stream.Answer(DefaultOf(RequestError.EndpointFailed(exchange), exchange.Request.Method));
        else if (isUnanswered)
            Answer(stream, RequestError.EndpointFailed(exchange), exchange.Request);
        else if (!exchange.HasCompleted)
            _connection.CutOff(Exchange.StoppedByOthers);
    }

    private void Supervise(Exchange exchange, Http1Stream stream)
    {
        stream.IsAtWork = false;
        switch (exchange.OnFailed(_setup.Supervision))
        {
            case Directive.Resume when exchange.TryFinish(): exchange.EndWork(); break;
            case Directive.Restart when !_connection.IsLost && exchange.Again(_setup.Settings.Supervision.Restarts) is { } again:
                Work(stream, again);
                break;
            case var directive:
                stream.IsLast |= directive == Directive.Escalate; // there is no GOAWAY: the answer says that the connection closes
                Fail(exchange, stream);
                break;
        }
    }

    private void Fail(Exchange exchange, Http1Stream stream)
    {
        exchange.Abort("the endpoint failed");
        if (_connection.IsLost || stream.IsComplete)
            return;
        if (stream.HasBegun)
            _connection.CutOff("the endpoint failed");
        else
            Answer(stream, RequestError.EndpointFailed(exchange), exchange.Request);
    }

    /// <summary>The body is malformed, or comes too slowly.</summary>
    public void OnBodyFailed(Http1BodyFailed failed)
    {
        if (_stream is not { Exchange: { } exchange } stream || stream.Id != failed.Stream || _connection.IsLost)
            return;

        stream.IsLast = true;
        if (!stream.HasBegun && exchange.TryTakeOver())
            stream.Answer(_shared.Errors.Encode(exchange.Request.Method, Response.Text(failed.Detail, failed.Status)));
        else if (!stream.IsComplete)
            _connection.CutOff(failed.Detail);
        else
            _connection.RequestClose();
        Abort(exchange, failed.Detail);
    }

    /// <summary>Acts on what is due.</summary>
    public void OnTime(TimeSpan now)
    {
        if (_stream is not { } stream || stream.Deadline > now)
            return;

        stream.Deadline = TimeSpan.MaxValue;
        if (stream.Exchange is not { } exchange || !exchange.TryTakeOver())
            return; // its response is on its way

        var error = RequestError.TimedOut(exchange);
        stream.IsLast = true; // its endpoint is still at work, so a next request would have to wait for that
        var answer = DefaultOf(error, exchange.Request.Method);
        exchange.OnAnswered(answer);
        stream.Answer(answer);
        Abort(exchange, error.Detail);
    }

    /// <summary>Sends what is in the buffer.</summary>
    public void Flush()
    {
        if (_stream is { WantsFlush: true } stream)
            Await(stream, stream.FlushAsync());
    }

    /// <summary>A flush, or the switch to another protocol, is over.</summary>
    public void OnWritten(Http1Written written)
    {
        if (_stream is not { } stream || stream.Id != written.Stream || _connection.IsLost)
            return;

        if (!written.IsDone)
        {
            _connection.CutOff("a write failed");
            return;
        }

        if (stream.Switch is not null)
            stream.Body!.Begin();
        Await(stream, stream.OnWritten());
    }

    /// <summary>The engine goes on with the next request if this one is over; true if it was.</summary>
    public bool EndIfOver()
    {
        if (_stream is not { IsOver: true } over)
            return false;

        _stream = null;
        over.ReleaseMemory();
        over.Body?.Stop();
        // The engine skips what is left of a body: nobody else may be reading that.
        if (over.Body is null or { Ended.IsCompleted: true })
            over.End();
        else
            over.Body.Ended.ContinueWith(static (_, over) => ((Http1Stream)over!).End(), over, TaskScheduler.Default);
        return true;
    }

    /// <summary>The connection is lost: nothing goes out any more.</summary>
    public void OnLost(string reason)
    {
        _stream?.OnLost();
        if (_stream?.Exchange is { } exchange)
            Abort(exchange, reason);
    }

    /// <summary>The connection has stopped.</summary>
    public void Stop(string reason)
    {
        _stream?.Exchange?.OnConnectionStopped(reason);
        _stream?.ReleaseMemory();
        _stream?.Body?.Stop();
    }

    private void Begin(Http1Stream stream, RequestHead head, bool hasBody)
    {
        var body = hasBody ? RequestBody.Incoming() : RequestBody.Empty;
        if (hasBody)
        {
            var (id, self) = (stream.Id, _actor.Self);
            stream.Body = new Http1BodyReader(stream.Wire, body, _setup.Settings.InitialWindowSize, (status, detail) => self.Tell(new Http1BodyFailed(id, status, detail)));
            // The octets of another protocol come behind the switch to it.
            if (stream.Switch is null && (!head.ExpectsContinue || stream.Wire.IsHttp10))
                stream.Body.Begin();
        }

        SetDeadline(stream, _setup.Options.RequestTimeout);
        Work(stream, new Exchange(stream.Id, new Request(head, body), _shared));
    }

    private void Work(Http1Stream stream, Exchange exchange)
    {
        (stream.Exchange, stream.IsAtWork) = (exchange, true);
        _streams.Assign(exchange, _setup.Clock());
    }

    // A response that HTTP/2 would send, and the engine does not. Part of it may be in its buffer.
    private void OnRefused(Exception cause)
    {
        _actor.GetLogger().Error("{0}: a response cannot be sent over HTTP/1.1: {1}", _shared.Info.RemoteEndPoint, LogText.OneLine(cause.Message));
        _connection.CutOff("the response cannot be sent");
    }

    private void OnChangeLimits(Http1Stream stream, EndpointLimits limits)
    {
        if (limits.RequestTimeout is { } timeout && !stream.HasBegun)
            SetDeadline(stream, timeout);
        if (limits.AllowSlowPeers)
            stream.Wire.AllowSlow();
    }

    // There is no way to end an exchange and not its connection (RFC 9112 §9.6), except by an answer. A whole one goes out first.
    private void OnReset(Http1Stream stream, string detail)
    {
        if (stream.IsComplete)
        {
            if (stream.Body is { IsComplete: false })
                _connection.RequestClose();
        }
        else if (stream is { HasBegun: false, Exchange.Error: { } error })
            stream.Answer(DefaultOf(error, stream.Exchange.Request.Method));
        else
            _connection.CutOff(detail);
    }

    /// <summary>A request that no endpoint answers: by the application's error handler, on a StreamActor, else by the defaults, here.</summary>
    private void Answer(Http1Stream stream, RequestError error, Request request)
    {
        if (_setup.Endpoints.Errors.HasHandler && stream.Exchange?.Error is null)
            Work(stream, new Exchange(stream.Id, request, _shared) { Error = error });
        else
            stream.Answer(DefaultOf(error, request.Method));
    }

    // RFC 9112 §3: what HTTP/2 resets is answered here.
    private EncodedResponse DefaultOf(RequestError error, string method) =>
        _shared.Errors.Default(error, method) ?? _shared.Errors.Encode(method, Response.Text(error.Detail, 400));

    private void Await(Http1Stream stream, ValueTask<bool> flush)
    {
        if (flush.IsCompletedSuccessfully)
            OnWritten(new Http1Written(stream.Id, flush.Result));
        else
            flush.AsTask().PipeTo(_actor.Self, ActorRefs.NoSender, isDone => new Http1Written(stream.Id, isDone), _ => new Http1Written(stream.Id, false));
    }

    private void Await(Http1Stream stream, Task? switching) =>
        switching?.PipeTo(_actor.Self, ActorRefs.NoSender, () => new Http1Written(stream.Id, true), _ => new Http1Written(stream.Id, false));

    private void Abort(Exchange exchange, string reason)
    {
        exchange.Abort(reason);
        exchange.Worker?.Actor.Tell(new StreamClosed(exchange), _actor.Self);
    }

    private void SetDeadline(Http1Stream stream, TimeSpan timeout) =>
        stream.Deadline = _setup.Clock().Plus(timeout);
}
