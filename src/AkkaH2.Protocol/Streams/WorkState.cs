namespace AkkaH2.Protocol;

/// <summary>The state of the application's work on a stream. The work may outlive the stream, and costs as long as it lasts.</summary>
internal enum WorkState : byte
{
    /// <summary>Nobody has begun.</summary>
    None,

    /// <summary>Somebody works on it, and the peer waits for the result.</summary>
    Wanted,

    /// <summary>Somebody works on it, but the stream was reset or lost.</summary>
    Abandoned,

    /// <summary>The work has ended.</summary>
    Ended,
}
