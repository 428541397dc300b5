using AkkaH2.Wire;

namespace AkkaH2.Actors;

/// <summary>A connection has ended because a failure of an endpoint was escalated: its listener's strategy decides next.</summary>
internal sealed class EscalatedException(string connection, Exception cause)
    : Exception($"A failed endpoint has ended {connection}: {LogText.OneLine(cause.Message)}", cause);
