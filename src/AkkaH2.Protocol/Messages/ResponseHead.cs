using System.Globalization;
using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>A response's status and header fields, as a client reads them (RFC 9113 §8.3.2).</summary>
/// <param name="Status">100 to 999, without 101.</param>
/// <param name="Headers">The header fields, without :status.</param>
/// <param name="ContentLength">The announced content-length in octets, if there is one.</param>
public sealed record ResponseHead(int Status, Headers Headers, long? ContentLength)
{
    /// <summary>RFC 9110 §15.2: true for 1xx, which precedes the response.</summary>
    public bool IsInformational => Status is >= 100 and < 200;

    /// <summary>RFC 9110 §15: true for 5xx, and for 600 to 999, which a client treats the same.</summary>
    public bool IsServerError => Status >= 500;

    /// <summary>The response that a field section is, or what is malformed about it (RFC 9113 §8.1.1).</summary>
    internal static Outcome<ResponseHead> Parse(FieldSection section)
    {
        // RFC 9113 §8.3.2: exactly one pseudo-header field, :status, and it comes first.
        if (section.Fields is not [{ Name: ":status" } first, ..] || !IsStatus(first.Value, out var status))
            return Malformed(section.Stream, "no valid :status");
        if (FieldRules.Check(section.Fields.AsSpan(1)) is { } fault)
            return Malformed(section.Stream, fault);

        // RFC 9113 §8.6: HTTP/2 has no 101 (switching protocols).
        if (status == 101)
            return Malformed(section.Stream, "status 101");

        // RFC 9113 §8.1: an informational response does not end the stream.
        if (status < 200 && section.EndStream)
            return Malformed(section.Stream, $"status {status} with END_STREAM");

        return TryReadLength(section.Fields, out var length)
            ? new ResponseHead(status, new Headers(section.Fields, 1), length)
            : Malformed(section.Stream, "content-length");
    }

    private static bool IsStatus(string text, out int status) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out status) && text.Length == 3 && status >= 100;

    // RFC 9110 §8.6: digits only; several fields must agree.
    private static bool TryReadLength(HeaderField[] fields, out long? length)
    {
        length = null;
        foreach (ref readonly var field in fields.AsSpan())
        {
            if (field.Name != "content-length")
                continue;
            if (!long.TryParse(field.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || (length is { } before && before != value))
                return false;
            length = value;
        }

        return true;
    }

    private static Http2Error.OnStream Malformed(StreamId stream, string detail) => new(stream, ErrorCode.ProtocolError, $"malformed response: {detail}");
}
