using AkkaH2.Hpack;
using AkkaH2.Protocol.Priorities;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>RFC 9113 §8.2, §8.3: which field sections are a request. A malformed one is a stream error PROTOCOL_ERROR (§8.1.1).</summary>
internal static class RequestRules
{
    /// <summary>The request that a field section is, or what is malformed about it.</summary>
    /// <param name="stream">Where it came.</param>
    /// <param name="fields">Pseudo-header fields first.</param>
    /// <param name="extendedConnect">True if we sent SETTINGS_ENABLE_CONNECT_PROTOCOL (RFC 8441 §3).</param>
    public static Outcome<RequestHead> Parse(StreamId stream, HeaderField[] fields, bool extendedConnect = false)
    {
        var pseudo = default(PseudoHeaderFields);
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

        if ((pseudo.Check(extendedConnect) ?? known.CheckHost(pseudo.Scheme, pseudo.Authority)) is { } wrong)
            return Malformed(stream, wrong);

        var headers = new Headers(fields, start);
        return new RequestHead(
            pseudo.Method!,
            pseudo.Scheme ?? "",
            pseudo.Authority ?? known.Host ?? "",
            pseudo.Path ?? "",
            known.Cookies > 1 ? CookieCrumbs.Join(headers) : headers,
            known.ContentLength)
        {
            Protocol = pseudo.Protocol,
            ExpectsContinue = known.ExpectsContinue,
            Priority = PriorityField.OfRequest(known.Priority),
        };
    }

    private static Http2Error.OnStream Malformed(StreamId stream, string detail) => new(stream, ErrorCode.ProtocolError, $"malformed request: {detail}");

    /// <summary>The regular fields that have rules of their own.</summary>
    private struct KnownFields
    {
        public long? ContentLength;
        public string? Host;
        public int Cookies;
        public bool ExpectsContinue;
        public string? Priority;

        public string? Take(in HeaderField field) => field.Name switch
        {
            "content-length" => TakeLength(field.Value),
            "host" => TakeHost(field.Value),
            "cookie" => TakeCookie(),
            "expect" => TakeExpectation(field.Value),
            PriorityField.Name => TakePriority(field.Value),
            _ => null,
        };

        // RFC 9113 §8.3.1: a host that is not the :authority is malformed. RFC 9110 §7.2: it is empty where there is no authority.
        public readonly string? CheckHost(string? scheme, string? authority) =>
            Host is null ? (authority is null && scheme is not null && TargetRules.IsHttp(scheme) ? "neither :authority nor host" : null)
            : authority is not null ? (TargetRules.IsSameAuthority(scheme, authority, Host) ? null : $":authority \"{authority}\" and host \"{Host}\"")
            : Host.Length == 0 || TargetRules.IsAuthority(Host) ? null
            : $"host \"{Host}\"";

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

        // RFC 9110 §10.1.1: the only expectation that there is; others may be ignored.
        private string? TakeExpectation(string value)
        {
            ExpectsContinue |= value.Equals("100-continue", StringComparison.OrdinalIgnoreCase);
            return null;
        }

        // RFC 8941 §4.2: several fields are one dictionary.
        private string? TakePriority(string value)
        {
            Priority = Priority is null ? value : $"{Priority}, {value}";
            return null;
        }
    }

    /// <summary>RFC 9113 §8.3.1: the request pseudo-header fields, each at most once.</summary>
    private struct PseudoHeaderFields
    {
        public string? Method;
        public string? Scheme;
        public string? Authority;
        public string? Path;
        public string? Protocol;

        public string? Take(in HeaderField field) => field.Name switch
        {
            ":method" => Once(ref Method, field),
            ":scheme" => Once(ref Scheme, field),
            ":authority" => Once(ref Authority, field),
            ":path" => Once(ref Path, field),
            ":protocol" => Once(ref Protocol, field),
            // RFC 9113 §8.3: unknown or response pseudo-header fields are malformed.
            _ => $"pseudo-header field {field.Name}",
        };

        public readonly string? Check(bool extendedConnect)
        {
            if (string.IsNullOrEmpty(Method))
                return "no :method";

            // RFC 9110 §9.1: a method is a token.
            if (!FieldRules.IsToken(Method))
                return $":method \"{Method}\"";

            // RFC 8441 §4: :protocol makes CONNECT an extended one, with a target like any request's. Nothing else may have it, nor a peer to which
            // we did not offer it.
            if (Protocol is not null && (!extendedConnect || Method != "CONNECT" || Protocol.Length == 0))
                return $"pseudo-header field :protocol \"{Protocol}\"";

            return Method == "CONNECT" && Protocol is null ? CheckConnect() : CheckTarget();
        }

        // RFC 9113 §8.5: CONNECT has :authority, and neither :scheme nor :path. RFC 9110 §9.3.6: host and port.
        private readonly string? CheckConnect() =>
            Scheme is not null || Path is not null ? "CONNECT with :scheme or :path"
            : Authority is null ? "CONNECT without :authority"
            : TargetRules.IsHostAndPort(Authority) ? null
            : $"CONNECT with :authority \"{Authority}\"";

        private readonly string? CheckTarget()
        {
            if (Scheme is null || !TargetRules.IsScheme(Scheme))
                return Scheme is null ? "no :scheme" : $":scheme \"{Scheme}\"";
            if (Path is null)
                return "no :path";
            // RFC 9113 §8.3.1: the form of other schemes' targets is their own business.
            if (!TargetRules.IsHttp(Scheme))
                return !TargetRules.IsUriText(Authority ?? "") ? $":authority \"{Authority}\"" : TargetRules.IsUriText(Path) ? null : $":path \"{Path}\"";
            // RFC 9113 §8.3.1: no userinfo. RFC 9110 §4.2.1: no empty host.
            if (Authority is not null && !TargetRules.IsAuthority(Authority))
                return $":authority \"{Authority}\"";
            return TargetRules.IsPath(Method!, Path) ? null : $":path \"{Path}\"";
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
