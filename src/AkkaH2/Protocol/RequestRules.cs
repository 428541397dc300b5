using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>RFC 9113 §8.2, §8.3: which field sections are a request. A malformed one is a stream error PROTOCOL_ERROR (§8.1.1).</summary>
public static class RequestRules
{
    /// <summary>The request that a field section is, or what is malformed about it.</summary>
    public static Outcome<RequestHead> Parse(StreamId stream, HeaderField[] fields)
    {
        var pseudo = default(PseudoFields);
        var start = 0;
        for (; start < fields.Length && fields[start].Name.StartsWith(':'); start++)
        {
            if (pseudo.Take(fields[start]) is { } fault)
                return Malformed(stream, fault);
        }

        if (FieldRules.Check(fields.AsSpan(start)) is { } bad)
            return Malformed(stream, bad);

        var known = default(KnownFields);
        foreach (ref readonly var field in fields.AsSpan(start))
        {
            if (known.Take(field) is { } fault)
                return Malformed(stream, fault);
        }

        if ((pseudo.Check() ?? known.CheckHost(pseudo.Authority)) is { } wrong)
            return Malformed(stream, wrong);

        var headers = new Headers(fields, start);
        return new RequestHead(
            pseudo.Method!,
            pseudo.Scheme ?? "",
            pseudo.Authority ?? known.Host ?? "",
            pseudo.Path ?? "",
            known.Cookies > 1 ? CookieCrumbs.Join(headers) : headers,
            known.ContentLength);
    }

    /// <summary>What is malformed about trailers, or null (RFC 9113 §8.1: no pseudo-fields there).</summary>
    public static Http2Error? CheckTrailers(FieldSection trailers) => FieldRules.Check(trailers.Fields) switch
    {
        { } bad => Malformed(trailers.Stream, bad),
        // RFC 9113 §8.1: a HEADERS frame after the head that does not end the stream is malformed.
        null when !trailers.EndStream => Malformed(trailers.Stream, "a second HEADERS without END_STREAM"),
        null => null,
    };

    private static Http2Error.OnStream Malformed(StreamId stream, string detail) => new(stream, ErrorCode.ProtocolError, $"malformed request: {detail}");

    /// <summary>The regular fields that have rules of their own.</summary>
    private struct KnownFields
    {
        public long? ContentLength;
        public string? Host;
        public int Cookies;

        public string? Take(in HeaderField field) => field.Name switch
        {
            "content-length" => TakeLength(field.Value),
            "host" => TakeHost(field.Value),
            "cookie" => TakeCookie(),
            _ => null,
        };

        // RFC 9113 §8.3.1: a host that is not the :authority is malformed.
        public readonly string? CheckHost(string? authority) =>
            Host is null || authority is null || Host.Equals(authority, StringComparison.OrdinalIgnoreCase) ? null : $":authority \"{authority}\" and host \"{Host}\"";

        // RFC 9110 §8.6: digits only; several fields must agree.
        private string? TakeLength(string text)
        {
            if (!long.TryParse(text, System.Globalization.NumberStyles.None, null, out var value))
                return $"content-length \"{text}\"";
            if (ContentLength is { } before && before != value)
                return $"content-length {before} and {value}";
            ContentLength = value;
            return null;
        }

        // RFC 9110 §7.2: at most one.
        private string? TakeHost(string value)
        {
            if (Host is not null)
                return "host twice";
            Host = value;
            return null;
        }

        private string? TakeCookie()
        {
            Cookies++;
            return null;
        }
    }

    /// <summary>RFC 9113 §8.3.1: the request pseudo-fields, each at most once.</summary>
    private struct PseudoFields
    {
        public string? Method;
        public string? Scheme;
        public string? Authority;
        public string? Path;

        public string? Take(in HeaderField field) => field.Name switch
        {
            ":method" => Once(ref Method, field),
            ":scheme" => Once(ref Scheme, field),
            ":authority" => Once(ref Authority, field),
            ":path" => Once(ref Path, field),
            // RFC 9113 §8.3: unknown or response pseudo-fields are malformed.
            _ => $"pseudo-field {field.Name}",
        };

        public readonly string? Check()
        {
            if (string.IsNullOrEmpty(Method))
                return "no :method";

            // RFC 9110 §9.1: a method is a token.
            if (!FieldRules.IsToken(Method))
                return $":method \"{Method}\"";

            // RFC 9113 §8.3.1: no userinfo.
            if (Authority is not null && Authority.Contains('@'))
                return $":authority \"{Authority}\"";

            // RFC 9113 §8.5: CONNECT has :authority, and neither :scheme nor :path.
            if (Method == "CONNECT")
                return Scheme is not null || Path is not null ? "CONNECT with :scheme or :path" : string.IsNullOrEmpty(Authority) ? "CONNECT without :authority" : null;

            if (string.IsNullOrEmpty(Scheme))
                return "no :scheme";

            // RFC 9113 §8.3.1: :path is not empty, and begins with "/" or is "*" for OPTIONS.
            return string.IsNullOrEmpty(Path) ? "no :path"
                : Path[0] == '/' || (Path == "*" && Method == "OPTIONS") ? null
                : $":path \"{Path}\"";
        }

        private static string? Once(ref string? place, in HeaderField field)
        {
            if (place is not null)
                return $"{field.Name} twice";
            if (!FieldRules.IsValue(field.Value))
                return $"{field.Name} with a forbidden octet";
            place = field.Value;
            return null;
        }
    }
}
