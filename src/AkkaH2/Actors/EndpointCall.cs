using System.Diagnostics;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace AkkaH2.Actors;

/// <summary>
/// Calls the functions of one StreamActor, one at a time: on the turn, right behind the run of that actor, or on the thread pool. Never inside of an actor,
/// so what a function tells another actor has no sender, and one that blocks does not block its StreamActor. That hears only of failures;
/// what ends well is told to the connection.
/// </summary>
internal sealed class EndpointCall(IActorRef stream, MessageDispatcher dispatcher, ILoggingAdapter log) : IRunnable
{
    private Endpoint.Function? _function;
    private Exchange? _exchange;

    /// <summary>Calls the function soon; the call before has ended.</summary>
    public void Begin(Endpoint.Function function, Exchange exchange)
    {
        (_function, _exchange) = (function, exchange);
        exchange.EndsItself = true;
        if (function.Place.IsOnPool)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }

        exchange.Hold();
        if (!Turn.TryFollow(this))
            dispatcher.Schedule(this);
    }

    /// <summary>Ends the exchange when the work has ended, and its streamed body, if any; tells its StreamActor if that failed.</summary>
    public static async Task EndAfterAsync(Task work, Exchange exchange, IActorRef stream)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Middleware may have ended before what it called.
        if (exchange.Inner is { IsCompleted: false } inner)
            await inner.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (work.IsCompletedSuccessfully && exchange.StreamedBody is { } body)
        {
            work = body;
            await body.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        End(exchange, FailureOf(work), stream);
    }

    /// <summary>Ends the work on the exchange. If it has failed and somebody waits for an answer, that is returned, and it has not ended.</summary>
    public static Exception? TryEnd(Exchange exchange, Exception? failure)
    {
        if (!exchange.IsAborted)
            failure ??= exchange.HasResponded ? CompleteBody(exchange) : new InvalidOperationException("The endpoint ended without a response.");
        // Whoever aborts the exchange from here on finds the failure, if that is not seen here: one of the two ends the request, and its work.
        exchange.Failure = failure;
        Interlocked.MemoryBarrier();
        // An endpoint whose stream was reset may fail in any way: nobody waits for an answer.
        if (failure is not null && !exchange.IsAborted)
            return failure;

        exchange.EndWork();
        return null;
    }

    public void Run()
    {
        using var own = AmbientContext.Own();
        var (function, exchange) = (_function!, _exchange!);
        (_function, _exchange) = (null, null);
        if (exchange.Request.Activity is { } activity)
            Activity.Current = activity;
        var work = Call(function, exchange);
        if (work.IsCompleted && exchange is { Inner: null or { IsCompleted: true }, StreamedBody: null or { IsCompletedSuccessfully: true } })
        {
            End(exchange, FailureOf(work), stream);
            return;
        }

        exchange.SendHeld();
        _ = EndAfterAsync(work, exchange, stream);
    }

    void IThreadPoolWorkItem.Execute() => Run();

    private Task Call(Endpoint.Function function, Exchange exchange)
    {
        var began = function.Place.OnCalled();
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
            if (function.Place.OnReturned(began) is { } held)
                ReportMove(function, held);
        }
    }

    private void ReportMove(Endpoint.Function function, TimeSpan held)
    {
        if (function.Place.IsOnPool)
            log.Warning("Endpoint {0} held up its thread for {1:0} ms, as it did before; it runs on the thread pool now.", function.Name, held.TotalMilliseconds);
        else
            log.Info("Endpoint {0} has been quick for long; it runs on the turn of its connection again.", function.Name);
    }

    private static void End(Exchange exchange, Exception? failure, IActorRef stream)
    {
        if (TryEnd(exchange, failure) is { } cause)
            stream.Tell(new EndpointFailed(exchange, cause), ActorRefs.NoSender);
    }

    private static Exception? CompleteBody(Exchange exchange)
    {
        try
        {
            exchange.Writer?.End(null);
            return null;
        }
        catch (Exception cause)
        {
            return cause; // its body is not what its head said
        }
    }

    // A cancelled task has no exception of its own, but it has not done what it was to do.
    private static Exception? FailureOf(Task work) => work.IsCanceled ? new TaskCanceledException(work) : work.Exception?.InnerException;
}

/// <summary>EndpointCall → StreamActor: the endpoint has failed.</summary>
internal sealed record EndpointFailed(Exchange Exchange, Exception Cause) : ILocalMessage;
