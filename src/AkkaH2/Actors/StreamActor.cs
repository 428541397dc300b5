using Akka.Actor;
using AkkaH2.Configuration;

namespace AkkaH2.Actors;

/// <summary>
/// One exchange at a time: finds the endpoint and hands the exchange to it. A function runs behind this actor (<see cref="EndpointCall"/>), and the answer of an
/// actor goes past it (<see cref="ReplyAddress"/>): both tell the connection themselves that the work has ended. A failed endpoint fails this
/// actor; what that means for the stream, the connection decides as its supervisor, and never uses the actor again.
/// </summary>
internal sealed class StreamActor : UntypedActor
{
    private static readonly Endpoint.Function AnswersError = new("(error)", Does(exchange => exchange.Refuse(exchange.Error!)));
    private static readonly Endpoint.Function Misdirected = new("(misdirected)", Does(exchange => exchange.Refuse(RequestError.Misdirected(exchange))));
    private static readonly Endpoint.Function RefusesBody = new("(body too large)", Does(exchange => exchange.RefuseBody()));

    private readonly IEndpoints _endpoints;
    private readonly ReplyAddresses _addresses;
    private readonly Func<TimeSpan> _clock;
    private readonly EndpointCall _call;
    private ActorCall? _actors; // of actor endpoints

    private ActorCall Actors => _actors ??= new ActorCall(Context, _addresses, _clock, End, Answer);

    public StreamActor(IEndpoints endpoints, ReplyAddresses addresses, Func<TimeSpan> clock)
    {
        (_endpoints, _addresses, _clock) = (endpoints, addresses, clock);
        _call = new EndpointCall(Self, Context.Dispatcher, Context.System.Log);
    }

    public static Props Props(IEndpoints endpoints, ReplyAddresses addresses, Func<TimeSpan> clock, Http2Settings settings) =>
        Akka.Actor.Props.Create(() => new StreamActor(endpoints, addresses, clock)).WithDispatcher(settings.Dispatcher);

    protected override void PostStop() => _actors?.Stop();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Exchange exchange: Begin(exchange); break;
            case AskActor ask: Actors.Begin(ask.Endpoint, ask.Exchange); break;
            case EndpointFailed failed: throw Failed(failed.Exchange, failed.Cause);
            case ReplyCheck check: _actors!.OnReplyCheck(check); break;
            case Replied replied: OnReply(replied); break;
            case ReplyLost lost: lost.Reply.AnswerIfOpen(ReplyAddress.NotThere); break;
            case AskedLate late: _actors!.OnAskedLate(late.Reply); break;
            case MessageMade made: _actors!.OnMade(made); break;
            case PieceWritten written: _actors!.OnPieceWritten(written); break;
            case StreamClosed closed: _actors?.OnStreamClosed(closed.Exchange); break;
            case ActorIdentity identity: _actors!.OnIdentified(identity); break;
            case Terminated dead: _actors!.OnTargetStopped(dead.ActorRef); break;
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

        exchange.BeginTelemetry();
        // RFC 9110 §15.5.20: a request that strayed onto this connection.
        if (!exchange.Connection.Serves(exchange.Request))
        {
            _call.Begin(_endpoints.Around.Wrap(Misdirected), exchange);
            return;
        }

        var endpoint = exchange.Worker!.Found ?? _endpoints.Find(exchange.Request);
        exchange.OnFound(endpoint);
        if (!exchange.AdmitsBody(endpoint.Limits.MaxBody))
            _call.Begin(endpoint.Around.Wrap(RefusesBody), exchange);
        else if (endpoint is Endpoint.Function function)
            _call.Begin(function, exchange);
        else
            Actors.Begin((Endpoint.Actor)endpoint, exchange);
    }

    private void Answer(Response response, Exchange exchange)
    {
        if (exchange.ActorWork is { } work)
            work.Answer(response);
        else
            _call.Begin(Endpoint.Function.Answering(response), exchange);
    }

    private void End(Exchange exchange, Exception? failure)
    {
        if (exchange.ActorWork is { } work)
            work.End(failure);
        else if (EndpointCall.TryEnd(exchange, failure) is { } cause)
            throw Failed(exchange, cause);
    }

    private EndpointFailedException Failed(Exchange exchange, Exception cause)
    {
        exchange.Failure = cause;
        return new EndpointFailedException(exchange.Request.ToString(), cause);
    }

    private static Func<Exchange, Task> Does(Action<Exchange> act) => exchange =>
    {
        act(exchange);
        return Task.CompletedTask;
    };

    private void OnReply(Replied replied)
    {
        switch (replied.Message)
        {
            case Response response: Stream(response, replied.To); break;
            case Status.Failure failure: End(replied.To, failure.Cause); break;
            default: _actors!.OnPiece(replied.Message, replied.To, replied.Sender); break;
        }
    }

    private void Stream(Response response, Exchange exchange)
    {
        if (exchange.ActorWork is { } work)
        {
            work.Answer(response);
            return;
        }

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

        exchange.EndsItself = true; // when its body has ended
        _ = EndpointCall.EndAfterAsync(Task.CompletedTask, exchange, Self);
    }
}
