using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using AkkaH2.Configuration;

namespace AkkaH2.Actors;

/// <summary>
/// One exchange at a time: finds the endpoint, calls it, and tells the connection when its work has ended. Begins again with the next
/// exchange. A failed endpoint fails this actor; what that means for the stream, the connection decides as its supervisor.
/// <para>Idle → CallingFunction → Idle, or Idle → AskingActor → Idle. Its connection never reuses one that failed or was given up.</para>
/// </summary>
internal sealed class StreamActor(IEndpoints endpoints, TimeSpan slowEndpoint) : UntypedActor
{
    private readonly IActorRef _connection = Context.Parent;
    private readonly IActorRefProvider _provider = ((ExtendedActorSystem)Context.System).Provider;
    private HashSet<IActorRef>? _watched; // actor endpoints
    private readonly long _slowTicks = (long)(slowEndpoint.TotalSeconds * Stopwatch.Frequency);

    public static Props Props(IEndpoints endpoints, Http2Settings settings) =>
        Akka.Actor.Props.Create(() => new StreamActor(endpoints, settings.SlowEndpoint)).WithDispatcher(settings.Dispatcher);

    protected override void OnReceive(object message) => Idle(message);

    private void Idle(object message)
    {
        switch (message)
        {
            case Exchange exchange: Begin(exchange); break;
            default: Late(message); break;
        }
    }

    private void Begin(Exchange exchange)
    {
        if (exchange.Error is { } error)
        {
            exchange.Refuse(error);
            End(exchange, null);
            return;
        }

        var endpoint = endpoints.Find(exchange.Request);
        if (exchange.AdmitBody(endpoint.MaxBody))
            Call(endpoint, exchange);
        else
            End(exchange, null);
    }

    private void Call(Endpoint endpoint, Exchange exchange)
    {
        switch (endpoint)
        {
            case Endpoint.Function function: CallFunction(function, exchange); break;
            case Endpoint.Actor actor: AskActor(actor.Target, exchange); break;
        }
    }

    private void CallFunction(Endpoint.Function function, Exchange exchange)
    {
        var work = function.IsSlow ? Task.Run(() => function.Call(exchange)) : CallHere(function, exchange);
        if (work.IsCompleted && exchange.StreamedBody is null or { IsCompletedSuccessfully: true })
            End(exchange, work.Exception);
        else
            Await(work, exchange);
    }

    private Task CallHere(Endpoint.Function function, Exchange exchange)
    {
        exchange.Hold();
        var began = Stopwatch.GetTimestamp();
        try
        {
            return function.Call(exchange);
        }
        catch (Exception cause)
        {
            return Task.FromException(cause);
        }
        finally
        {
            if (function.Count(slow: Stopwatch.GetTimestamp() - began > _slowTicks))
                Context.GetLogger().Warning("Endpoint {0} held up its thread for {1:0} ms; it runs on the thread pool from now on.", function.Name, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    private void Await(Task work, Exchange exchange)
    {
        if (exchange.Release() is { } held)
            _connection.Tell(held, Self);

        Become(message => AwaitingFunction(message, exchange));
        _ = ReportAsync(work, exchange, Self);
    }

    private static async Task ReportAsync(Task work, Exchange exchange, IActorRef self)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (work.IsCompletedSuccessfully && exchange.StreamedBody is { } body)
        {
            work = body;
            await body.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        self.Tell(new EndpointReturned(exchange, work.Exception), ActorRefs.NoSender);
    }

    private void AwaitingFunction(object message, Exchange exchange)
    {
        switch (message)
        {
            case EndpointReturned returned when returned.Exchange == exchange:
                Become(Idle);
                End(exchange, returned.Failure);
                break;
            default:
                Late(message); // StreamClosed too: the endpoint was told by its cancellation token
                break;
        }
    }

    private void End(Exchange exchange, AggregateException? failure)
    {
        // Whoever was reset by the peer may fail in any way: nobody waits for an answer.
        if (failure is not null && !exchange.IsAborted)
            throw Failed(exchange, failure.InnerException ?? failure);

        if (!exchange.HasResponded && !exchange.IsAborted)
            throw Failed(exchange, new InvalidOperationException("The endpoint ended without a response."));

        if (exchange.Writer is not null)
            Attempt(exchange, static x => x.Writer!.CompleteIfOpen());
        var last = exchange.Release() ?? new EndpointEnded(exchange.Id);
        last.EndsWork = true;
        _connection.Tell(last, Self);
    }

    // What the application hands over may be wrong: then its endpoint has failed.
    private static void Attempt(Exchange exchange, Action<Exchange> act)
    {
        try
        {
            act(exchange);
        }
        catch (Exception cause) when (cause is ArgumentException or InvalidOperationException)
        {
            throw Failed(exchange, cause);
        }
    }

    private static EndpointFailedException Failed(Exchange exchange, Exception cause)
    {
        exchange.Failure = cause;
        return new EndpointFailedException(exchange.Request.ToString(), cause);
    }

    private void AskActor(IActorRef target, Exchange exchange)
    {
        // Once for all exchanges: an actor endpoint lives longer than they do.
        if ((_watched ??= []).Add(target))
            Context.Watch(target);

        var reply = new ReplyRef(exchange, Self, _provider);
        Become(message => AwaitingReply(message, target, reply));
        target.Tell(exchange.Request, reply);
    }

    private void AwaitingReply(object message, IActorRef target, ReplyRef reply)
    {
        switch (message)
        {
            case Replied replied when replied.To == reply: OnReply(replied.Message, reply); break;
            case StreamClosed closed when closed.Exchange == reply.Exchange: EndAsking(reply); break;
            case Terminated dead when dead.ActorRef.Equals(target):
                _watched!.Remove(target);
                Reply(Response.Text("The actor behind this resource is not there.", 503), reply);
                break;
            default: Late(message); break;
        }
    }

    private void OnReply(object message, ReplyRef reply)
    {
        switch (message)
        {
            case Response when reply.Exchange.IsAborted: break; // crossed with the end of its stream, which is on its way here
            case Response response: Reply(response, reply); break;
            case Informational hint: Attempt(reply.Exchange, x => x.Inform(hint.Status, hint.Headers)); break;
            case Status.Failure failure: throw Failed(reply.Exchange, failure.Cause);
            default: Unhandled(message); break;
        }
    }

    private void Reply(Response response, ReplyRef reply)
    {
        reply.Exchange.Hold();
        Attempt(reply.Exchange, x => x.Respond(response));
        if (reply.Exchange.StreamedBody is { } body)
        {
            reply.Close();
            Await(body, reply.Exchange);
        }
        else
        {
            EndAsking(reply);
        }
    }

    private void EndAsking(ReplyRef reply)
    {
        reply.Close();
        Become(Idle);
        End(reply.Exchange, null);
    }

    /// <summary>What belongs to no exchange at hand: it crossed with the end of its own.</summary>
    private void Late(object message)
    {
        switch (message)
        {
            case StreamClosed or Replied or EndpointReturned: break;
            case Terminated dead: _watched?.Remove(dead.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private sealed record EndpointReturned(Exchange Exchange, AggregateException? Failure) : IDeadLetterSuppression;
}

/// <summary>An endpoint threw, or ended without a response. The connection answers 500, or RST_STREAM if a response was begun.</summary>
/// <param name="request">Whose endpoint it was, as in a log.</param>
/// <param name="cause">What it threw.</param>
public sealed class EndpointFailedException(string request, Exception cause) : Exception($"The endpoint of {request} failed: {cause.Message}", cause);
