using Akka.Actor;
using AkkaH2.Diagnostics;

namespace AkkaH2.Actors;

/// <summary>
/// Asks actor endpoints past their StreamActors, on the connection's thread. A StreamActor that ran only to tell an actor would cost as much as the actor does: what
/// belongs to it has left the processor's cache since its last request. So one that has asked the actor of an endpoint before, watches it, and has a check
/// scheduled that comes before any of its replies is late, says so (<see cref="StreamWorker.Ready"/>), and takes it back when one of that ends. Nothing of the
/// application runs here but the queue of its actor's mailbox.
/// </summary>
internal sealed class DirectCalls(IEndpoints endpoints, ReplyAddresses addresses)
{
    /// <summary>Asks the actor; false, and nothing is done, if the StreamActor is to begin this exchange. Never throws.</summary>
    public bool TryAsk(Exchange exchange, StreamWorker worker, TimeSpan now)
    {
        if (worker.Ready == 0 || FindFor(exchange, worker) is not { } endpoint)
            return false;

        exchange.OnFound(endpoint);
        var asked = worker.Await(new ReplyAddress(exchange, endpoint, addresses, worker.Actor, now.Plus(endpoint.ReplyTimeout)));
        // It is awaited first, and then this is looked at: the StreamActor does it the other way round when a target stops or a check comes.
        if ((worker.Ready & endpoint.Bit) == 0 || !TryTell(asked, exchange.Request))
            worker.Actor.Tell(new AskedLate(asked), ActorRefs.NoSender);
        return true;
    }

    private static bool TryTell(ReplyAddress asked, Request request)
    {
        try
        {
            return asked.Endpoint.Target.TryTellDirectly(request, asked);
        }
        catch (Exception fault)
        {
            asked.FailIfOpen(fault); // the mailbox of the application's actor
            return true;
        }
    }

    private Endpoint.Actor? FindFor(Exchange exchange, StreamWorker worker)
    {
        // Listeners of activities are the application's.
        if (exchange.Error is not null || Instruments.Activities.HasListeners())
            return null;

        try
        {
            if (!exchange.Connection.Serves(exchange.Request))
                return null;

            var found = endpoints.Find(exchange.Request);
            if (found is Endpoint.Actor actor && (worker.Ready & actor.Bit) != 0 && exchange.AdmitsBody(actor.Limits.MaxBody) && actor.TryEnter())
                return actor;

            worker.Found = found;
            return null;
        }
        catch (Exception)
        {
            return null; // it fails again in the StreamActor, where that ends one stream and not the connection
        }
    }
}

/// <summary>Connection → StreamActor: this reply is awaited, and the actor is to be asked.</summary>
internal sealed record AskedLate(ReplyAddress Reply) : ILocalMessage;
