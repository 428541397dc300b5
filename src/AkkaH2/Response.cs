using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Akka;
using Akka.Streams.Dsl;
using AkkaH2.Remoting;

namespace AkkaH2;

/// <summary>
/// An informational response (RFC 9110 §15.2), such as 103 (early hints). An actor endpoint replies any number of them before its <see cref="Response"/>.
/// </summary>
/// <param name="Status">100 to 199, and not 101.</param>
/// <param name="Headers">The fields; names in any case.</param>
public sealed record Informational(int Status, Headers Headers) : ITravelling;

/// <summary>
/// A response: status, fields, body, trailers. Content-length and date are added where they are missing and belong.
/// An actor endpoint replies one to the sender of its <see cref="Request"/>.
/// </summary>
/// <param name="Status">Three digits, 200 to 999.</param>
/// <param name="Headers">The fields; names in any case.</param>
/// <param name="Body">Text, octets, or what makes them.</param>
public sealed record Response(int Status, Headers Headers, ResponseBody Body) : IDisposable, ITravelling
{
    private static readonly Headers TextType = Headers.Of(("content-type", "text/plain; charset=utf-8"));
    private static readonly Headers JsonType = Headers.Of(("content-type", "application/json"));
    private static readonly Headers OctetType = Headers.Of(("content-type", "application/octet-stream"));

    /// <summary>
    /// Fields behind the body (RFC 9113 §8.1); names in any case. A response with trailers gets no content-length that the application did not set.
    /// They are dropped where the response has no body (RFC 9110 §6.4.1: to HEAD, and with 204 and 304). Those that a client receives are known when the body
    /// was read to its end, and empty before.
    /// </summary>
    public Headers Trailers { get => field.Count == 0 && Body.Reader is { } reader ? reader.Trailers : field; init; } = Headers.Empty;

    /// <summary>The version of HTTP in which a client received it, 2.0 or 1.1; null for one that is made here.</summary>
    public Version? Version { get; init; }

    /// <summary>A response with text as UTF-8, and its content-type.</summary>
    /// <param name="text">The body.</param>
    /// <param name="status">200 to 999.</param>
    public static Response Text(string text, int status = 200) => new(status, TextType, text);

    /// <summary>A response with octets, as application/octet-stream.</summary>
    /// <param name="body">The body. It is sent from this very memory, so it must not change afterwards.</param>
    /// <param name="status">200 to 999.</param>
    public static Response Octets(ReadOnlyMemory<byte> body, int status = 200) => new(status, OctetType, body);

    /// <summary>A response with this value as JSON, and its content-type.</summary>
    /// <param name="value">The body.</param>
    /// <param name="type">Of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="status">200 to 999.</param>
    public static Response Json<T>(T value, JsonTypeInfo<T> type, int status = 200) => new(status, JsonType, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>A response without fields and body.</summary>
    /// <param name="status">200 to 999.</param>
    public static Response Empty(int status) => new(status, Headers.Empty, ResponseBody.Empty);

    /// <summary>A response with streamed octets, as application/octet-stream and without a content-length.</summary>
    /// <param name="body">Runs when the response begins, and is cancelled when the stream is aborted.</param>
    /// <param name="status">200 to 999.</param>
    public static Response Streamed(Source<ReadOnlyMemory<byte>, NotUsed> body, int status = 200) => new(status, OctetType, ResponseBody.From(body));

    /// <summary>A new response with this value as the only one of that name.</summary>
    public Response With(string name, string value) => this with { Headers = Headers.With(name, value) };

    /// <summary>Gives up what a client has not read of it: RST_STREAM(CANCEL) tells the server. Nothing else is to be disposed.</summary>
    public void Dispose() => Body.Reader?.Dispose();
}
