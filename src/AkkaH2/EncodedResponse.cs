using System.Globalization;
using AkkaH2.Hpack;
using AkkaH2.Protocol;

namespace AkkaH2;

/// <summary>A response as it goes out.</summary>
/// <param name="Head">:status, then the fields.</param>
/// <param name="Body">The octets that are in memory; empty where the response has no body, or a source of it.</param>
/// <param name="Trailers">Fields behind the body, and with them the end; null if there are none.</param>
internal readonly record struct EncodedResponse(HeaderField[] Head, ReadOnlyMemory<byte> Body, HeaderField[]? Trailers)
{
    /// <summary>Its status.</summary>
    public int Status => int.Parse(Head[0].Value, CultureInfo.InvariantCulture);

    /// <summary>The answer to a request of this method.</summary>
    /// <exception cref="ArgumentException">The status is not 200 to 999, a field may not stand in HTTP/2, or the application's content-length is not the body's.</exception>
    public static EncodedResponse Of(string method, Response response)
    {
        // RFC 9110 §6.5: where there is no content, nothing comes behind it.
        var hasBody = ResponseRules.HasBody(method, response.Status);
        var trailers = response.Trailers.Count > 0 && hasBody ? ResponseRules.Trailers(response.Trailers) : null;
        if (trailers is not null)
            CheckLength(response);

        // A length that is announced says that nothing is known of the body only at its end. Trailers say the opposite.
        var head = ResponseRules.Head(method, response.Status, response.Headers, response.Trailers.Count > 0 ? null : response.Body.Length, HttpDate.Now);
        return new EncodedResponse(head, hasBody ? response.Body.Octets : default, trailers);
    }

    private static void CheckLength(Response response)
    {
        if (ResponseRules.Announced(response.Headers) is { } announced && response.Body.Length is { } length && announced != length)
            throw new ArgumentException($"The response's content-length is {announced}, but its body has {length} octets.", nameof(response));
    }
}
