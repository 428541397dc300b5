using System.Text;
using AkkaH2.Hpack;

namespace AkkaH2.TestKit;

/// <summary>A request to send to an endpoint under test.</summary>
/// <param name="Method">Such as <c>GET</c>.</param>
/// <param name="Target">The path and query, such as <c>/orders/7?full</c>; empty for CONNECT.</param>
public sealed record TestRequest(string Method, string Target)
{
    /// <summary>The header fields; none unless given.</summary>
    public Headers Headers { get; init; } = Headers.Empty;

    /// <summary>The host and port; <c>localhost</c> unless given.</summary>
    public string Authority { get; init; } = "localhost";

    /// <summary>The protocol that an extended CONNECT asks for (RFC 8441), such as <c>websocket</c>; null for all other requests.</summary>
    public string? Protocol { get; init; }

    /// <summary>The body, sent with the head. Null if <see cref="TestExchange.WriteAsync"/> and <see cref="TestExchange.CompleteAsync"/> send it; empty for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; } = ReadOnlyMemory<byte>.Empty;

    /// <summary>A GET request.</summary>
    public static TestRequest Get(string target) => new("GET", target);

    /// <summary>A POST request with this text as its body.</summary>
    public static TestRequest Post(string target, string body) => new("POST", target) { Body = Encoding.UTF8.GetBytes(body) };

    /// <summary>A request whose body the test sends piece by piece.</summary>
    public static TestRequest Streaming(string method, string target) => new(method, target) { Body = null };

    /// <summary>The same with this field.</summary>
    public TestRequest With(string name, string value) => this with { Headers = Headers.With(name, value) };

    // RFC 9113 §8.3.1, §8.5; RFC 8441 §4.
    internal HeaderField[] ToHead()
    {
        List<HeaderField> head = [new(":method", Method), new(":authority", Authority)];
        if (Method != "CONNECT" || Protocol is not null)
            head.AddRange([new(":scheme", "http"), new(":path", Target)]);
        if (Protocol is not null)
            head.Add(new(":protocol", Protocol));
        return [.. head, .. Headers];
    }
}
