using System.Buffers;

namespace AkkaH2.Protocol;

/// <summary>RFC 9113 §8.3.1, RFC 9110 §4.2 and §7.1: which :scheme, :authority and :path name a target.</summary>
internal static class TargetRules
{
    private static readonly SearchValues<char> SchemeChars =
        SearchValues.Create("+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // RFC 3986 §3.2.2: a registered name or an IPv4 address.
    private static readonly SearchValues<char> NameChars =
        SearchValues.Create("!$%&'()*+,-.0123456789;=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~");

    // RFC 3986 §3.2.2: an IPv6 address, or one of a version to come, between its brackets.
    private static readonly SearchValues<char> LiteralChars =
        SearchValues.Create("!$&'()*+,-.0123456789:;=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~");

    // RFC 9110 §7.1: no fragment; and nothing that is not printable ASCII.
    private static readonly SearchValues<char> PathChars =
        SearchValues.Create(string.Concat(Enumerable.Range('!', '~' - '!' + 1).Where(c => c != '#').Select(c => (char)c)));

    /// <summary>RFC 3986 §3.1.</summary>
    public static bool IsScheme(string text) => text.Length > 0 && char.IsAsciiLetter(text[0]) && text.AsSpan().IndexOfAnyExcept(SchemeChars) < 0;

    /// <summary>True for the schemes whose targets have an authority and a path.</summary>
    public static bool IsHttp(string scheme) =>
        scheme.Equals("http", StringComparison.OrdinalIgnoreCase) || scheme.Equals("https", StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 3986 §2: what the parts of any target are made of.</summary>
    public static bool IsUriText(string text) => text.AsSpan().IndexOfAnyExcept(PathChars) < 0;

    /// <summary>RFC 9113 §8.3.1: begins with "/"; or is "*", where OPTIONS means the server as a whole.</summary>
    public static bool IsPath(string method, string path) =>
        path.Length > 0 && path[0] == '/' ? IsUriText(path) : path == "*" && method == "OPTIONS";

    /// <summary>RFC 9110 §4.2.1: a host that is not empty, a port or none, no userinfo.</summary>
    public static bool IsAuthority(string text) => TrySplit(text, out _, out _);

    /// <summary>RFC 9110 §9.3.6: what CONNECT asks for.</summary>
    public static bool IsHostAndPort(string text) =>
        TrySplit(text, out _, out var port) && int.TryParse(port, System.Globalization.NumberStyles.None, null, out var number) && number is > 0 and <= 65_535;

    /// <summary>RFC 9113 §8.3.1: equal after normalization by the scheme: the case of the host and the default port make no difference.</summary>
    public static bool IsSameAuthority(string? scheme, string one, string other) =>
        one.Equals(other, StringComparison.OrdinalIgnoreCase)
        || (TrySplit(one, out var host, out var port)
            && TrySplit(other, out var otherHost, out var otherPort)
            && host.Equals(otherHost, StringComparison.OrdinalIgnoreCase)
            && OrDefault(port, scheme).SequenceEqual(OrDefault(otherPort, scheme)));

    private static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> host, out ReadOnlySpan<char> port)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']') + 1 : text.IndexOf(':') is >= 0 and var colon ? colon : text.Length;
        host = text[..end];
        port = text[end..];
        if (!IsHost(host) || (port.Length > 0 && port[0] != ':') || port.TrimStart(':').IndexOfAnyExceptInRange('0', '9') >= 0)
            return false;

        port = port.TrimStart(':');
        return port.Length >= text.Length - end - 1; // one colon at most
    }

    private static bool IsHost(ReadOnlySpan<char> host) =>
        host.StartsWith('[') ? host.Length > 2 && host[1..^1].IndexOfAnyExcept(LiteralChars) < 0 : !host.IsEmpty && host.IndexOfAnyExcept(NameChars) < 0;

    private static ReadOnlySpan<char> OrDefault(ReadOnlySpan<char> port, string? scheme) =>
        !port.IsEmpty ? port : scheme is null ? "" : scheme.Equals("https", StringComparison.OrdinalIgnoreCase) ? "443" : "80";
}
