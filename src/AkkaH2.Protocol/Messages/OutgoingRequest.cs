using System.Globalization;
using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>A request head as a client sends it (RFC 9113 §8.3.1).</summary>
internal static class OutgoingRequest
{
    /// <summary>How many pseudo-header fields stand before the fields.</summary>
    public const int PseudoHeaderFields = 4;

    /// <summary>The request's fields behind its pseudo-header fields, with a content-length where one is known and missing.</summary>
    /// <param name="request">Its scheme is not looked at, nor its authority if that is empty.</param>
    /// <param name="scheme">The scheme of the origin.</param>
    /// <param name="authority">The authority of the origin.</param>
    /// <param name="length">The octets of the body; null if there is none, or only its end will tell.</param>
    /// <exception cref="ArgumentException">It is no valid request, or a tunnel; the message says why.</exception>
    public static HeaderField[] Head(RequestHead request, string scheme, string authority, long? length)
    {
        if (request.IsConnect)
            throw new ArgumentException("CONNECT opens a tunnel, which this client does not do.", nameof(request));

        var announced = request.Headers["content-length"];
        if (length is { } octets && announced is not null && announced != Number(octets))
            throw new ArgumentException($"The request's content-length is {announced}, but its body has {octets} octets.", nameof(request));

        HeaderField[] fields =
        [
            new(":method", request.Method),
            new(":scheme", scheme),
            new(":authority", request.Authority.Length > 0 ? request.Authority : authority),
            new(":path", request.Path),
            .. request.Headers.AsSpan(),
            .. length is { } known && announced is null ? [new HeaderField("content-length", Number(known))] : ReadOnlySpan<HeaderField>.Empty,
        ];
        return (FieldRules.CheckSent(request.Headers.AsSpan()) ?? RequestRules.Parse(StreamId.Connection, fields).Error?.Detail) is { } fault
            ? throw new ArgumentException($"This request cannot be sent: {LogText.Detail(fault)}.", nameof(request))
            : fields;
    }

    /// <summary>RFC 9110 §10.1.1: the request's body waits for a word of the server.</summary>
    public static bool ExpectsContinue(ReadOnlySpan<HeaderField> head)
    {
        foreach (ref readonly var field in head)
        {
            if (field.Name == "expect" && field.Value.Equals("100-continue", StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>RFC 9110 §9.2.2: sent twice, it has the effect of once.</summary>
    public static bool IsIdempotent(string method) => method is "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
