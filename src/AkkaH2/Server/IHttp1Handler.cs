namespace AkkaH2.Server;

/// <summary>Answers the requests that an <see cref="IHttp1Engine"/> reads from one connection, one at a time.</summary>
public interface IHttp1Handler
{
    /// <summary>True if the peer reached us over TLS.</summary>
    bool IsTls { get; }

    /// <summary>A request's head is there. Its exchange is over when the task is done, and not before; the task does not fail.</summary>
    Task ServeAsync(IHttp1Exchange exchange);

    /// <summary>The peer is gone, or the engine has given it up: nothing of a response reaches it.</summary>
    /// <param name="reason">As in a log.</param>
    void OnLost(string reason);

    /// <summary>
    /// Makes of a callback the one to be called where a read of the transport completes: it runs at once, and what its connection's actors have to do because
    /// of it runs right behind it on the same thread.
    /// </summary>
    Action Entering(Action callback);
}
