using AkkaH2.Wire;

namespace AkkaH2;

/// <summary>An endpoint threw, or ended without a response. The connection answers 500, or RST_STREAM if a response was begun.</summary>
/// <param name="request">The request, as in a log: <c>GET /orders/7</c>.</param>
/// <param name="cause">The exception that it threw. Its message is quoted as one line.</param>
public sealed class EndpointFailedException(string request, Exception cause) : Exception($"The endpoint of {request} failed: {LogText.OneLine(cause.Message)}", cause);
