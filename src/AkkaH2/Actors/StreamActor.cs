using Akka.Actor;
using Akka.Streams;
using AkkaH2.Configuration;
using AkkaH2.Diagnostics;

namespace AkkaH2.Actors;

/// <summary>
/// One exchange at a time: finds the endpoint and hands the exchange to it. A function runs behind this actor (<see cref="EndpointCall"/>), and the answer of an
/// actor goes past it (<see cref="ReplyAddress"/>): both tell the connection themselves that the work has ended. A failed endpoint fails this
/// actor; what that means for the stream, the connection decides as its supervisor, and never uses the actor again.
/// </summary>
internal sealed class StreamActor : UntypedActor
{
    private static readonly Response TooLate = Response.Text("The actor behind this resource did not reply in time.", 504);
    private static readonly Endpoint.Function AnswersError = new("(error)", Does(exchange => exchange.Refuse(exchange.Error!)));
    private static readonly Endpoint.Function Misdirected = new("(misdirected)", Does(exchange => exchange.Refuse(RequestError.Misdirected(exchange))));
    private static readonly Endpoint.Function RefusesBody = new("(body too large)", Does(exchange => exchange.RefuseBody()));

    private readonly IEndpoints _endpoints;
    private readonly EndpointCall _call;
    private HashSet<IActorRef>? _watched; // actor endpoints
    private IActorRef? _lastWatched; // the last one that was asked: mostly it is the next one too
    private AddressParent? _addresses; // of those exchanges
    private ReplyTimer? _replies; // of those too
    private ReplyAddress? _asked; // of the last exchange that an actor was asked to answer

    public StreamActor(IEndpoints endpoints)
    {
        _endpoints = endpoints;
        _call = new EndpointCall(Self, Context.Dispatcher, Context.System.Log);
    }

    public static Props Props(IEndpoints endpoints, Http2Settings settings) =>
        Akka.Actor.Props.Create(() => new StreamActor(endpoints)).WithDispatcher(settings.Dispatcher);

    // Watchers of the reply address are told that nobody waits for the reply.
    protected override void PostStop()
    {
        _asked?.Close();
        _replies?.Stop();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Exchange exchange: Begin(exchange); break;
            case EndpointFailed failed: throw Failed(failed.Exchange, failed.Cause);
            case ReplyCheck check: OnReplyCheck(check); break;
            case Replied replied: OnReply(replied.Message, replied.To); break;
            case StreamClosed closed: OnStreamClosed(closed.Exchange); break;
            case Terminated dead: OnTargetStopped(dead.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void Begin(Exchange exchange)
    {
        if (exchange.Error is not null)
        {
            _call.Begin(AnswersError, exchange);
            return;
        }

        var telemetry = exchange.Request.Telemetry = RequestTelemetry.Begin(exchange.Request, exchange.ProtocolVersion, exchange.RemoteEndPoint);

        // RFC 9110 §15.5.20: a request that strayed onto this connection.
        if (!exchange.Connection.Serves(exchange.Request))
        {
            _call.Begin(Misdirected, exchange);
            return;
        }

        var endpoint = _endpoints.Find(exchange.Request);
        if (telemetry is not null)
            telemetry.Route = endpoint.Template;
        if (endpoint.Limits.AreOfTheRoute)
            exchange.ChangeLimits(endpoint.Limits);
        if (!exchange.AdmitsBody(endpoint.Limits.MaxBody))
            _call.Begin(RefusesBody, exchange);
        else if (endpoint is Endpoint.Function function)
            _call.Begin(function, exchange);
        else
            AskActor((Endpoint.Actor)endpoint, exchange);
    }

    private void End(Exchange exchange, Exception? failure)
    {
        if (EndpointCall.TryEnd(exchange, failure) is { } cause)
            throw Failed(exchange, cause);
    }

    private EndpointFailedException Failed(Exchange exchange, Exception cause)
    {
        exchange.Failure = cause;
        exchange.OnFailed(cause, isShownToHandler: _endpoints.Errors.HasHandler);
        return new EndpointFailedException(exchange.Request.ToString(), cause);
    }

    private static Func<Exchange, Task> Does(Action<Exchange> act) => exchange =>
    {
        act(exchange);
        return Task.CompletedTask;
    };

    private void AskActor(Endpoint.Actor endpoint, Exchange exchange)
    {
        if (!ReferenceEquals(endpoint.Target, _lastWatched))
            Watch(endpoint.Target);

        _addresses ??= new AddressParent(Context.System.Materializer(), Self);
        _asked = exchange.ReplyTo = new ReplyAddress(exchange, endpoint.Target, _addresses);
        (_replies ??= new ReplyTimer(Self, Context.System.Scheduler)).Expect(_asked, endpoint.ReplyTimeout);
        endpoint.Target.Tell(exchange.Request, _asked.Ref);
    }

    // Once for all exchanges: an actor endpoint lives longer than they do.
    private void Watch(IActorRef target)
    {
        if ((_watched ??= []).Add(target))
            Context.Watch(target);
        _lastWatched = target;
    }

    private void OnReplyCheck(ReplyCheck check)
    {
        if (!_replies!.IsLate(check, _asked!))
            return;

        Instruments.OnLimit("reply-timeout");
        _asked!.AnswerIfOpen(TooLate);
    }

    private void OnReply(object message, Exchange exchange)
    {
        switch (message)
        {
            case Response response: Stream(response, exchange); break;
            case Status.Failure failure: End(exchange, failure.Cause); break;
            default: Unhandled(message); break;
        }
    }

    private void Stream(Response response, Exchange exchange)
    {
        using var own = AmbientContext.Own();
        try
        {
            if (exchange.IsAborted)
                response.Body.Abandon();
            else
                exchange.Respond(response);
        }
        catch (Exception cause)
        {
            throw Failed(exchange, cause); // a reply may be wrong: then its endpoint has failed
        }

        _ = EndpointCall.EndAfterAsync(Task.CompletedTask, exchange, Self);
    }

    private void OnStreamClosed(Exchange exchange)
    {
        if (_asked?.Open == exchange)
            _asked.Close()?.EndWork();
    }

    private void OnTargetStopped(IActorRef target)
    {
        _watched?.Remove(target);
        _lastWatched = null;
        if (_asked is { } asked && asked.Target.Equals(target))
            asked.AnswerIfOpen(ReplyAddress.NotThere);
    }
}
