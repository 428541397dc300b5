using System.Text.Json;
using Akka.Actor;
using AkkaH2.Diagnostics;
using AkkaH2.Endpoints;
using AkkaH2.Protocol;

namespace AkkaH2.Actors;

/// <summary>
/// Asks actors to answer the exchanges of one StreamActor, one at a time, and takes from their replies what cannot go past that actor: pieces of a body. Runs
/// only inside the StreamActor.
/// </summary>
/// <param name="context">Of the StreamActor.</param>
/// <param name="addresses">Makes reply addresses.</param>
/// <param name="clock">The connection's.</param>
/// <param name="end">Ends the exchange, or fails the StreamActor.</param>
/// <param name="answer">Answers in place of the actor.</param>
internal sealed class ActorCall(IActorContext context, ReplyAddresses addresses, Func<TimeSpan> clock, Action<Exchange, Exception?> end, Action<Response, Exchange> answer)
{
    private static readonly Response TooLate = Response.Text("The actor behind this resource did not reply in time.", 504);
    private static readonly Response BadJson = Response.Text("The body is not the JSON that this resource takes.", 400);

    private readonly ReplyTimer _replies = new(context.Self, context.System.Scheduler, clock);
    private readonly List<Endpoint.Actor> _making = []; // that have let a request in whose message is not there yet
    private readonly HashSet<IActorRef> _watched = [];
    private readonly List<Askers> _joined = []; // one for each route
    private Askers? _lastJoined; // of the last request: mostly the next one has the same route
    private IActorRef? _lastWatched; // the last one that was asked: mostly it is the next one too
    private Endpoint.Actor? _lastEndpoint;
    private StreamWorker? _worker; // that of the StreamActor, since its first request to an actor

    public IActorRef StreamActor => context.Self;

    /// <summary>The request of the exchange that the StreamActor works on; null if there is none. May be read from any thread.</summary>
    public ReplyAddress? Asked => Volatile.Read(ref _worker)?.Asked;

    /// <summary>An actor is to answer this exchange.</summary>
    public void Begin(Endpoint.Actor endpoint, Exchange exchange)
    {
        if (!endpoint.TryEnter())
        {
            Instruments.OnLimit("max-in-flight");
            answer(PerKeyActor.Busy, exchange);
            return;
        }

        var message = endpoint.Messages is { } messages ? Make(messages, exchange.Request) : new ValueTask<object>(exchange.Request);
        if (message.IsCompletedSuccessfully)
            Ask(endpoint, exchange, message.Result, null);
        else
            AwaitMessage(message, endpoint, exchange);
    }

    /// <summary>The message for the actor is there, or cannot be made.</summary>
    public void OnMade(MessageMade made)
    {
        _making.Remove(made.Endpoint);
        Ask(made.Endpoint, made.Exchange, made.Message, made.Cause);
    }

    /// <summary>The connection could not tell the actor.</summary>
    public void OnAskedLate(ReplyAddress asked)
    {
        if (asked.Open is { } exchange)
            Tell(exchange.Request, asked);
    }

    /// <summary>These are to find the requests of this StreamActor.</summary>
    public void Join(Askers askers)
    {
        if (ReferenceEquals(askers, _lastJoined))
            return;

        _lastJoined = askers;
        if (_joined.Contains(askers))
            return;

        _joined.Add(askers);
        askers.Add(this);
    }

    /// <summary>Tells this actor, and hears when it stops.</summary>
    public void Tell(IActorRef actor, object message, ReplyAddress reply)
    {
        if (!ReferenceEquals(actor, _lastWatched))
            Watch(actor);
        reply.Target = actor;
        actor.Tell(message, reply);
    }

    /// <summary>A selection has found an actor.</summary>
    public void OnIdentified(ActorIdentity identity)
    {
        if (identity is not { MessageId: SelectedTarget target, Subject: { } actor })
            return;

        target.OnFound(actor);
        Watch(actor);
        if (Asked is { Open: not null } asked && asked.Endpoint.Target == target)
            asked.Target ??= actor;
    }

    /// <summary>An actor that was asked once has stopped.</summary>
    public void OnTargetStopped(IActorRef target)
    {
        AskAnew();
        _watched.Remove(target);
        _lastWatched = null;
        (_lastEndpoint?.Target as SelectedTarget)?.OnStopped(target);
        if (Asked is { } asked && target.Equals(asked.Target))
            asked.AnswerIfOpen(ReplyAddress.NotThere);
    }

    /// <summary>It is time to see whether a reply has come.</summary>
    public void OnReplyCheck(ReplyCheck check)
    {
        AskAnew();
        if (!_replies.IsLate(check, Asked) || check.Reply is not { Open: { HasResponded: false } late } asked)
            return;

        Instruments.OnLimit("reply-timeout");
        asked.TellCancelled(late.Request);
        asked.AnswerIfOpen(TooLate);
    }

    /// <summary>The stream is closed: nobody waits for the reply.</summary>
    public void OnStreamClosed(Exchange exchange)
    {
        if (exchange.ReplyTo is { } asked && asked.Open == exchange)
            asked.Cancel()?.EndAsked();
    }

    /// <summary>The actor begins a response, adds to it, or completes it.</summary>
    public void OnPiece(object piece, Exchange exchange, IActorRef sender)
    {
        if (Asked is not { } asked || asked.Open != exchange)
            return; // it is over meanwhile

        try
        {
            switch (piece)
            {
                // RFC 9110 §6.4.1: the head is all of such a response. The actor is told that nobody waits for the rest.
                case ResponseStarted started when !ResponseRules.HasBody(exchange.Request.Method, started.Status):
                    if (asked.Cancel() is not null)
                        end(exchange, Start(started, exchange));
                    break;
                case ResponseStarted started: _ = exchange.RespondStreaming(started.Status, started.Headers).FlushAsync(); break;
                case Chunk chunk: Write(chunk, exchange, asked, sender); break;
                case Completed completed when asked.Close() is not null: end(exchange, Complete(completed, exchange)); break;
            }
        }
        catch (StreamAbortedException)
        {
            asked.Cancel()?.EndAsked(); // or there is no body, to HEAD
        }
        catch (Exception cause) when (cause is not EndpointFailedException)
        {
            if (asked.Close() is not null)
                end(exchange, cause);
        }
    }

    /// <summary>There is room for the next chunk.</summary>
    public void OnPieceWritten(PieceWritten written)
    {
        if (Asked is not { } asked || asked.Open != written.Exchange)
            return;

        asked.IsWriting = false;
        written.Sender.Tell(ChunkSent.Instance, asked);
    }

    /// <summary>The StreamActor stops: no request that was let in stays so. Watchers of the reply address are told that nobody waits for the reply.</summary>
    public void Stop()
    {
        AskAnew();
        foreach (var endpoint in _making)
            endpoint.Leave();
        Asked?.Cancel();
        _replies.Stop();
        foreach (var askers in _joined)
            askers.Remove(this);
    }

    private static ValueTask<object> Make(ActorMessages messages, Request request)
    {
        try
        {
            return messages.Ask(request);
        }
        catch (Exception cause)
        {
            return ValueTask.FromException<object>(cause);
        }
    }

    private void AwaitMessage(ValueTask<object> message, Endpoint.Actor endpoint, Exchange exchange)
    {
        _making.Add(endpoint);
        message.AsTask().PipeTo(context.Self, ActorRefs.NoSender, made => new MessageMade(endpoint, exchange, made, null), cause => new MessageMade(endpoint, exchange, null, cause));
    }

    private void Ask(Endpoint.Actor endpoint, Exchange exchange, object? message, Exception? cause)
    {
        if (message is null || exchange.IsAborted)
        {
            endpoint.Leave();
            if (cause is JsonException)
                answer(BadJson, exchange);
            else
                end(exchange, cause);
            return;
        }

        var worker = exchange.Worker!;
        Volatile.Write(ref _worker, worker);
        Tell(message, worker.Await(new ReplyAddress(exchange, endpoint, addresses, StreamActor, clock().Plus(endpoint.ReplyTimeout))));
    }

    private void Tell(object message, ReplyAddress asked)
    {
        var endpoint = _lastEndpoint = asked.Endpoint;
        _replies.Expect(asked);
        try
        {
            endpoint.Target.Tell(message, asked, this);
        }
        catch (Exception fault)
        {
            asked.FailIfOpen(fault); // the application's function that finds the actor
            return;
        }

        if (endpoint is { Messages: null, Target.IsDirect: true })
            _worker!.Ready |= endpoint.Bit;
    }

    // To be said before what is awaited is looked at: see DirectCalls.
    private void AskAnew()
    {
        if (_worker is not null)
            _worker.Ready = 0;
    }

    private static Exception? Complete(Completed completed, Exchange exchange)
    {
        try
        {
            if (Writer(exchange) is var writer && completed.Trailers is { } trailers)
                writer.Complete(trailers);
            else
                writer.Complete();
            return null;
        }
        catch (Exception cause)
        {
            return cause; // it was not begun, or is not what its head said
        }
    }

    private static Exception? Start(ResponseStarted started, Exchange exchange)
    {
        try
        {
            exchange.RespondStreaming(started.Status, started.Headers);
            return null;
        }
        catch (Exception cause)
        {
            return cause; // a field may not stand there
        }
    }

    private static ResponseWriter Writer(Exchange exchange) => exchange.Writer ?? throw new InvalidOperationException("A piece of a response came before ResponseStarted.");

    private void Write(Chunk chunk, Exchange exchange, ReplyAddress asked, IActorRef sender)
    {
        if (asked.IsWriting)
            throw new InvalidOperationException("A chunk came before the one before it was sent (ChunkSent).");

        var flush = Writer(exchange).WriteAsync(chunk.Octets);
        if (flush.IsCompletedSuccessfully)
        {
            sender.Tell(ChunkSent.Instance, asked);
            return;
        }

        asked.IsWriting = true;
        flush.AsTask().PipeTo(StreamActor, ActorRefs.NoSender, _ => new PieceWritten(exchange, sender), _ => new PieceWritten(exchange, sender));
    }

    // Once for all exchanges: an actor endpoint lives longer than they do.
    private void Watch(IActorRef target)
    {
        if (_watched.Add(target))
            context.Watch(target);
        _lastWatched = target;
    }
}

/// <summary>To a StreamActor: the message for an actor endpoint is made of the request, or could not be made.</summary>
internal sealed record MessageMade(Endpoint.Actor Endpoint, Exchange Exchange, object? Message, Exception? Cause) : ILocalMessage;

/// <summary>To a StreamActor: a chunk that was replied has room.</summary>
internal sealed record PieceWritten(Exchange Exchange, IActorRef Sender) : ILocalMessage;
