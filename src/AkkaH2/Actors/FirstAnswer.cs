namespace AkkaH2.Actors;

/// <summary>What the first flush that meets requests without an answer waits for.</summary>
internal enum FirstAnswer
{
    /// <summary>There has been no request yet.</summary>
    NotAsked,

    /// <summary>The first requests are with their endpoints.</summary>
    Asked,

    /// <summary>The flush is behind the actors of the turn.</summary>
    Awaited,

    /// <summary>Not any more, or never: a client.</summary>
    NotAwaited,
}
