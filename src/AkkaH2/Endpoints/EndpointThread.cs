namespace AkkaH2.Endpoints;

/// <summary>Where a function endpoint runs until its first await; what comes behind that runs where the awaited task says.</summary>
public enum EndpointThread
{
    /// <summary>
    /// On the turn of its connection, and on the thread pool while it is one that holds up its thread (<c>akka.h2.slow-endpoint</c>): it is moved there when it
    /// did so three times in a row, and comes back when it was quick a thousand times in a row.
    /// </summary>
    Adaptive,

    /// <summary>
    /// Always on the turn of its connection, which wakes no other thread and takes no time. Should it block, what waits behind it is taken over by other
    /// threads (<c>akka.h2.affine-dispatcher.stuck-after</c>).
    /// </summary>
    Turn,

    /// <summary>Always on the thread pool: for functions that block or compute.</summary>
    Pool,
}
