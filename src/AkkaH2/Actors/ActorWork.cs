namespace AkkaH2.Actors;

/// <summary>
/// An actor endpoint that middleware has called: what it replies goes to whoever called it, and not to the connection. Its pieces of a body go to the connection as
/// ever. May be used from any thread.
/// </summary>
internal sealed class ActorWork
{
    private readonly TaskCompletionSource<Response?> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The response; null if there is none to be sent: it went out in pieces, or nobody waits for one.</summary>
    public Task<Response?> Reply => _reply.Task;

    /// <summary>The actor has replied a response, or is answered for.</summary>
    public void Answer(Response response)
    {
        if (!_reply.TrySetResult(response))
            response.Body.Abandon();
    }

    /// <summary>The actor has nothing more to say.</summary>
    public void End(Exception? failure)
    {
        if (failure is null)
            _reply.TrySetResult(null);
        else
            _reply.TrySetException(failure);
    }
}

/// <summary>Exchange → its StreamActor: middleware calls the actor endpoint.</summary>
internal sealed record AskActor(Endpoint.Actor Endpoint, Exchange Exchange) : ILocalMessage;
