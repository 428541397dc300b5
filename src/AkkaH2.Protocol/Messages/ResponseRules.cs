using System.Globalization;
using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>A response head as it is on the wire (RFC 9113 §8.3.2), and which responses have no body (RFC 9110 §6.4.1).</summary>
internal static class ResponseRules
{
    private static readonly string[] Statuses = [.. Enumerable.Range(0, 1000).Select(code => code.ToString("000", CultureInfo.InvariantCulture))];
    private static readonly string[] SmallLengths = [.. Enumerable.Range(0, 1024).Select(n => n.ToString(CultureInfo.InvariantCulture))];

    /// <summary>RFC 9110 §10.1.1: the body is wanted.</summary>
    public static readonly HeaderField[] Continue = Informational(100, Headers.Empty);

    /// <summary>RFC 9110 §6.4.1: no content in an answer to HEAD, and in 204 and 304. §15.3.6: none is sent in 205.</summary>
    public static bool HasBody(string method, int status) => method != "HEAD" && status is not (204 or 205 or 304);

    /// <summary>The response's fields with :status first, and content-length (if known and allowed) and date where the application set none.</summary>
    /// <param name="method">The method of the request.</param>
    /// <param name="status">The final status.</param>
    /// <param name="headers">The fields that the application set.</param>
    /// <param name="length">The octets of the body; null if only its end will tell.</param>
    /// <param name="date">Now, as the date field says it (RFC 9110 §6.6.1); null for a server without a clock.</param>
    /// <exception cref="ArgumentException">The status is not a final one, a field may not stand in HTTP/2, or the application's content-length is not the body's.</exception>
    public static HeaderField[] Head(string method, int status, Headers headers, long? length, string? date)
    {
        var kind = method == "HEAD" ? MethodKind.Head : method == "CONNECT" ? MethodKind.Connect : MethodKind.Other;
        if (headers.RecentHead is { } recent && recent.Answers(kind, status, length, date))
            return recent.Fields;

        var head = Make(method, status, headers, length, date);
        headers.Keep(head, kind, status, length, date);
        return head;
    }

    /// <summary>The content-length that the application set, or null.</summary>
    /// <exception cref="ArgumentException">It is no number, or there are two.</exception>
    public static long? Announced(Headers headers)
    {
        long? announced = null;
        foreach (ref readonly var field in headers.AsSpan())
        {
            if (field.Name != "content-length")
                continue;

            // RFC 9110 §8.6: digits only; several fields must agree.
            if (!long.TryParse(field.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
                throw new ArgumentException($"The response's content-length is \"{LogText.Detail(field.Value)}\".", nameof(headers));
            if (announced is { } before && before != length)
                throw new ArgumentException($"The response's content-length is {before} and {length}.", nameof(headers));
            announced = length;
        }

        return announced;
    }

    /// <summary>An informational response (RFC 9113 §8.1): before the final one, and without a body.</summary>
    /// <exception cref="ArgumentException">The status is not 1xx, or is 101, or a field may not stand in HTTP/2.</exception>
    public static HeaderField[] Informational(int status, Headers headers)
    {
        // RFC 9113 §8.6: HTTP/2 has no 101 (switching protocols).
        if (status is < 100 or > 199 or 101)
            throw new ArgumentException($"An informational response's status must be 100 to 199 and not 101, but is {status}.", nameof(status));
        Check(headers);
        return [new HeaderField(":status", Statuses[status]), .. headers.Without("content-length").AsSpan()];
    }

    /// <summary>Trailers on the wire (RFC 9113 §8.1: no pseudo-header fields there).</summary>
    /// <exception cref="ArgumentException">A field may not stand in HTTP/2.</exception>
    public static HeaderField[] Trailers(Headers trailers)
    {
        Check(trailers);
        return [.. trailers.AsSpan()];
    }

    private static HeaderField[] Make(string method, int status, Headers headers, long? length, string? date)
    {
        // RFC 9110 §15: three digits. 600 to 999 are no class of their own, but pass; a client treats them as it treats 5xx.
        if (status is < 200 or > 999)
            throw new ArgumentException($"A response's status must be 200 to 999, but is {status}.", nameof(status));
        Check(headers);
        if (!MayHaveLength(method, status) || status == 205)
            headers = headers.Without("content-length");

        // RFC 9110 §15.3.6: a recipient does not know by the status that there is no content.
        if (status == 205)
            length = 0;

        var announced = Announced(headers);
        if (announced is not null && length is not null && HasBody(method, status) && announced != length)
            throw new ArgumentException($"The response's content-length is {announced}, but its body has {length} octets.", nameof(headers));

        // RFC 9110 §8.6: in a 304 it would be the length of another answer, which only the application knows.
        var announce = length is not null && announced is null && status != 304 && MayHaveLength(method, status);
        if (headers.Contains("date"))
            date = null;

        var fields = new HeaderField[1 + headers.Count + (announce ? 1 : 0) + (date is null ? 0 : 1)];
        fields[0] = new HeaderField(":status", Statuses[status]);
        headers.AsSpan().CopyTo(fields.AsSpan(1));
        if (announce)
            fields[1 + headers.Count] = new HeaderField("content-length", Number(length!.Value));
        if (date is not null)
            fields[^1] = new HeaderField("date", date);
        return fields;
    }

    // RFC 9110 §8.6: no content-length in a 204, nor where CONNECT succeeds.
    private static bool MayHaveLength(string method, int status) => status != 204 && !(method == "CONNECT" && status < 300);

    /// <summary>Fields as they may stand in a message.</summary>
    /// <exception cref="ArgumentException">One may not.</exception>
    public static void Check(Headers headers)
    {
        if (FieldRules.CheckSent(headers.AsSpan()) is { } fault)
            throw new ArgumentException($"A message may not have this field: {LogText.Detail(fault)}.", nameof(headers));
    }

    private static string Number(long value) => value < SmallLengths.Length ? SmallLengths[value] : value.ToString(CultureInfo.InvariantCulture);
}
