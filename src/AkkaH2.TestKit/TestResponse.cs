using System.Text;

namespace AkkaH2.TestKit;

/// <summary>A whole response of an endpoint under test.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The header fields.</param>
/// <param name="Body">The octets of the body.</param>
/// <param name="Trailers">The fields behind the body; empty if there are none.</param>
/// <param name="Informational">The informational responses that came before it, in their order.</param>
/// <param name="Pushes">The requests that the endpoint promised to answer unasked (RFC 9113 §8.4), in their order: path and query.</param>
public sealed record TestResponse(
    int Status, Headers Headers, ReadOnlyMemory<byte> Body, Headers Trailers, IReadOnlyList<Informational> Informational, IReadOnlyList<string> Pushes)
{
    /// <summary>The body as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);
}
