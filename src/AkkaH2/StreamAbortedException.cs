namespace AkkaH2;

/// <summary>The stream ended before its exchange did: the peer reset it, or the connection is lost. The message says which, and with what code.</summary>
public sealed class StreamAbortedException(string message) : IOException(message);
