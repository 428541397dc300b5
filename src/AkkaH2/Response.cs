using System.Text;
using Akka;
using Akka.Streams.Dsl;

namespace AkkaH2;

/// <summary>
/// An informational response (RFC 9110 §15.2), such as 103 (early hints). An actor endpoint replies any number of them before its <see cref="Response"/>.
/// </summary>
/// <param name="Status">100 to 199, and not 101.</param>
/// <param name="Headers">The fields; names in any case.</param>
public sealed record Informational(int Status, Headers Headers);

/// <summary>
/// A whole response. Content-length and date are added where they are missing and belong.
/// An actor endpoint replies one to the sender of its <see cref="Request"/>.
/// </summary>
/// <param name="Status">Three digits, 200 to 599.</param>
/// <param name="Headers">The fields; names in any case.</param>
/// <param name="Body">The octets; handed over, so not changed afterwards.</param>
public sealed record Response(int Status, Headers Headers, ReadOnlyMemory<byte> Body)
{
    private static readonly Headers TextType = Headers.Of(("content-type", "text/plain; charset=utf-8"));
    private static readonly Headers OctetType = Headers.Of(("content-type", "application/octet-stream"));

    /// <summary>A body that is streamed instead of <see cref="Body"/>; its demand is the peer's window.</summary>
    public Source<ReadOnlyMemory<byte>, NotUsed>? Stream { get; init; }

    /// <summary>A response with text as UTF-8, and its content-type.</summary>
    /// <param name="text">The body.</param>
    /// <param name="status">200 to 599.</param>
    public static Response Text(string text, int status = 200) => new(status, TextType, Encoding.UTF8.GetBytes(text));

    /// <summary>A response with octets, as application/octet-stream.</summary>
    /// <param name="body">The body. It is sent from this very memory, so it must not change afterwards.</param>
    /// <param name="status">200 to 599.</param>
    public static Response Octets(ReadOnlyMemory<byte> body, int status = 200) => new(status, OctetType, body);

    /// <summary>A response without fields and body.</summary>
    /// <param name="status">200 to 599.</param>
    public static Response Empty(int status) => new(status, Headers.Empty, default);

    /// <summary>A response with streamed octets, as application/octet-stream and without a content-length.</summary>
    /// <param name="body">Runs when the response begins, and is cancelled when the stream is aborted.</param>
    /// <param name="status">200 to 599.</param>
    public static Response Streamed(Source<ReadOnlyMemory<byte>, NotUsed> body, int status = 200) =>
        new(status, OctetType, default) { Stream = body };

    /// <summary>A new response with this value as the only one of that name.</summary>
    public Response With(string name, string value) => this with { Headers = Headers.With(name, value) };
}
