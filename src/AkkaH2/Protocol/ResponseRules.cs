using System.Globalization;
using AkkaH2.Hpack;

namespace AkkaH2.Protocol;

/// <summary>What a response head is on the wire (RFC 9113 §8.3.2), and which responses have no body (RFC 9110 §6.4.1).</summary>
internal static class ResponseRules
{
    private static readonly string[] Statuses = [.. Enumerable.Range(0, 1000).Select(code => code.ToString("000", CultureInfo.InvariantCulture))];
    private static readonly string[] SmallLengths = [.. Enumerable.Range(0, 1024).Select(n => n.ToString(CultureInfo.InvariantCulture))];

    /// <summary>RFC 9110 §6.4.1: no content in an answer to HEAD, and in 204 and 304.</summary>
    public static bool HasBody(string method, int status) => method != "HEAD" && status is not (204 or 304);

    /// <summary>The response's fields with :status first, and content-length (if known and allowed) and date where the application set none.</summary>
    /// <exception cref="ArgumentException">The status is not a final one, or a field may not stand in HTTP/2.</exception>
    public static HeaderField[] Head(int status, Headers headers, long? length)
    {
        if (status is < 200 or > 599)
            throw new ArgumentException($"A response's status must be 200 to 599, but is {status}.", nameof(status));
        if (FieldRules.Check(headers.Fields) is { } fault)
            throw new ArgumentException($"A response may not have this field: {fault}.", nameof(headers));

        // RFC 9110 §8.6: no content-length in a 204.
        var announce = length is not null && status != 204 && !headers.Contains("content-length");
        var date = !headers.Contains("date");

        var fields = new HeaderField[1 + headers.Count + (announce ? 1 : 0) + (date ? 1 : 0)];
        fields[0] = new HeaderField(":status", Statuses[status]);
        headers.Fields.CopyTo(fields.AsSpan(1));
        if (announce)
            fields[1 + headers.Count] = new HeaderField("content-length", Number(length!.Value));
        if (date)
            fields[^1] = new HeaderField("date", HttpDate.Now);
        return fields;
    }

    private static string Number(long value) => value < SmallLengths.Length ? SmallLengths[value] : value.ToString(CultureInfo.InvariantCulture);
}
