using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using AkkaH2.Configuration;

namespace AkkaH2.Actors;

/// <summary>
/// One exchange at a time: finds the endpoint, calls it, and tells the connection when its work has ended. Begins again with the next
/// exchange. A failed endpoint fails this actor; what that means for the stream, the connection decides as its supervisor.
/// <para>
/// Idle → AwaitingFunction → Idle. While an actor has the request it is Idle too: the answer goes past it, from the <see cref="ReplyAddress"/> to the
/// connection. Its connection never reuses one that failed or was given up.
/// </para>
/// </summary>
internal sealed class StreamActor(IEndpoints endpoints, TimeSpan slowEndpoint) : UntypedActor
{
    private static readonly Response TooLate = Response.Text("The actor behind this resource did not reply in time.", 504);

    private readonly long _slowTicks = (long)(slowEndpoint.TotalSeconds * Stopwatch.Frequency);
    private HashSet<IActorRef>? _watched; // actor endpoints
    private AddressParent? _addresses; // of those exchanges
    private ReplyTimer? _replies; // of those too
    private ReplyAddress? _asked; // of the last exchange that an actor was asked to answer

    public static Props Props(IEndpoints endpoints, Http2Settings settings) =>
        Akka.Actor.Props.Create(() => new StreamActor(endpoints, settings.SlowEndpoint)).WithDispatcher(settings.Dispatcher);

    // Watchers of the reply address are told that nobody waits for the reply.
    protected override void PostStop()
    {
        _asked?.Close();
        _replies?.Stop();
    }

    protected override void OnReceive(object message) => Idle(message);

    private void Idle(object message)
    {
        switch (message)
        {
            case Exchange exchange: Begin(exchange); break;
            case ReplyCheck check: OnReplyCheck(check); break;
            case Replied replied: OnReply(replied.Message, replied.To); break;
            case StreamClosed closed: OnStreamClosed(closed.Exchange); break;
            case Terminated dead: OnTargetStopped(dead.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void Begin(Exchange exchange)
    {
        using var own = AmbientContext.Own();
        if (exchange.Error is { } error)
        {
            exchange.Refuse(error);
            End(exchange, null);
            return;
        }

        var endpoint = endpoints.Find(exchange.Request);
        if (endpoint.Limits.AreOfTheRoute)
            exchange.ChangeLimits(endpoint.Limits);
        if (exchange.AdmitBody(endpoint.Limits.MaxBody))
            Call(endpoint, exchange);
        else
            End(exchange, null);
    }

    private void Call(Endpoint endpoint, Exchange exchange)
    {
        switch (endpoint)
        {
            case Endpoint.Function function: CallFunction(function, exchange); break;
            case Endpoint.Actor actor: AskActor(actor, exchange); break;
        }
    }

    private void CallFunction(Endpoint.Function function, Exchange exchange)
    {
        var work = function.IsSlow ? CallOnPool(function, exchange) : CallHere(function, exchange);
        if (work.IsCompleted && exchange.StreamedBody is null or { IsCompletedSuccessfully: true })
            End(exchange, FailureOf(work));
        else
            Await(work, exchange);
    }

    private static Task CallOnPool(Endpoint.Function function, Exchange exchange) => Task.Run(() => function.Call(exchange));

    private Task CallHere(Endpoint.Function function, Exchange exchange)
    {
        exchange.Hold();
        var began = Stopwatch.GetTimestamp();
        try
        {
            return function.Call(exchange) ?? throw new InvalidOperationException("The endpoint returned no task.");
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
        exchange.SendHeld();
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

        self.Tell(new EndpointReturned(exchange, FailureOf(work)), ActorRefs.NoSender);
    }

    // A cancelled task has no exception of its own, but it has not done what it was to do.
    private static Exception? FailureOf(Task work) => work.IsCanceled ? new TaskCanceledException(work) : work.Exception?.InnerException;

    private void AwaitingFunction(object message, Exchange exchange)
    {
        switch (message)
        {
            case EndpointReturned returned when returned.Exchange == exchange:
                Become(Idle);
                End(exchange, returned.Failure);
                break;
            case StreamClosed: break; // the endpoint was told by its cancellation token
            case ReplyCheck check: OnReplyCheck(check); break;
            case Terminated dead: _watched?.Remove(dead.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private static void End(Exchange exchange, Exception? failure)
    {
        // An endpoint whose stream was reset may fail in any way: nobody waits for an answer.
        if (failure is not null && !exchange.IsAborted)
            throw Failed(exchange, failure);

        if (!exchange.HasResponded && !exchange.IsAborted)
            throw Failed(exchange, new InvalidOperationException("The endpoint ended without a response."));

        if (exchange.Writer is not null)
            Attempt(exchange, static x => x.Writer!.CompleteIfOpen());
        exchange.EndWork();
    }

    // A reply of the application may be wrong: then its endpoint has failed.
    private static void Attempt(Exchange exchange, Action<Exchange> act)
    {
        try
        {
            act(exchange);
        }
        catch (Exception cause)
        {
            throw Failed(exchange, cause);
        }
    }

    private static EndpointFailedException Failed(Exchange exchange, Exception cause)
    {
        exchange.Failure = cause;
        return new EndpointFailedException(exchange.Request.ToString(), cause);
    }

    private void AskActor(Endpoint.Actor endpoint, Exchange exchange)
    {
        // Once for all exchanges: an actor endpoint lives longer than they do.
        if ((_watched ??= []).Add(endpoint.Target))
            Context.Watch(endpoint.Target);

        _addresses ??= new AddressParent(Context.System.Materializer(), Self);
        _asked = exchange.ReplyTo = new ReplyAddress(exchange, endpoint.Target, _addresses);
        (_replies ??= new ReplyTimer(Self, Context.System.Scheduler)).Expect(_asked, endpoint.ReplyTimeout);
        endpoint.Target.Tell(exchange.Request, _asked.Ref);
    }

    private void OnReplyCheck(ReplyCheck check)
    {
        if (_replies!.IsLate(check, _asked!))
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
        if (!exchange.IsAborted)
            Attempt(exchange, x => x.Respond(response));
        if (exchange.StreamedBody is { } body)
            Await(body, exchange);
        else
            End(exchange, null);
    }

    private void OnStreamClosed(Exchange exchange)
    {
        if (_asked?.Open == exchange)
            _asked.Close()?.EndWork();
    }

    private void OnTargetStopped(IActorRef target)
    {
        _watched?.Remove(target);
        if (_asked is { } asked && asked.Target.Equals(target))
            asked.AnswerIfOpen(ReplyAddress.NotThere);
    }

    private sealed record EndpointReturned(Exchange Exchange, Exception? Failure) : IDeadLetterSuppression;
}
