using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Akka.Actor;

public abstract partial class ActorPath
{
    public const string ValidSymbols = @"\""-_.*$+:@&=,!~';()";

    public static bool IsValidPathElement(string s) => !string.IsNullOrEmpty(s) && s[0] != '$' && HasValidCharacters(s);

    public static string FormatPathElements(IEnumerable<string> pathElements) => "/" + string.Join('/', pathElements);

    public static ActorPath Parse(string path) =>
        TryParse(path, out var parsed)
            ? parsed
            : throw new UriFormatException($"'{path}' is no path of an actor, which is 'akka://system/user/name'");

    public static bool TryParse(string path, [NotNullWhen(true)] out ActorPath actorPath)
    {
        actorPath = null!;
        return TryParseAddress(path, out var address, out var rest) && TryParse(new RootActorPath(address), rest, out actorPath);
    }

    public static bool TryParse(ActorPath basePath, string absoluteUri, [NotNullWhen(true)] out ActorPath actorPath) =>
        TryParse(basePath, absoluteUri.AsSpan(), out actorPath);

    public static bool TryParse(ActorPath basePath, ReadOnlySpan<char> absoluteUri, [NotNullWhen(true)] out ActorPath actorPath)
    {
        actorPath = basePath;
        long uid = ActorCell.UndefinedUid;
        var hash = absoluteUri.LastIndexOf('#');
        if (hash >= 0 && !long.TryParse(absoluteUri[(hash + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out uid))
            return false;

        foreach (var name in (hash >= 0 ? absoluteUri[..hash] : absoluteUri).ToString().Split('/', StringSplitOptions.RemoveEmptyEntries))
            actorPath /= name;

        actorPath = actorPath.WithUid(uid);
        return true;
    }

    public static bool TryParseAddress(string path, [NotNullWhen(true)] out Address address) => Address.TryParse(path, out address);

    public static bool TryParseAddress(string path, [NotNullWhen(true)] out Address address, out ReadOnlySpan<char> absoluteUri) =>
        Address.TryParse(path.AsSpan(), out address, out absoluteUri);

    public string ToStringWithoutAddress() => Depth == 0 ? "/" : FormatPathElements(Elements);

    public string ToStringWithAddress() => ToStringWithAddress(RootAddress);

    /// <summary>An address that names a place of its own wins over the given one.</summary>
    public string ToStringWithAddress(Address address)
    {
        if (IgnoreActorRef.IsIgnoreRefPath(this))
            return ToStringWithoutAddress();

        return (RootAddress.HasGlobalScope ? RootAddress : address) + ToStringWithoutAddress();
    }

    public string ToStringWithUid() => Uid == ActorCell.UndefinedUid ? ToStringWithAddress() : $"{ToStringWithAddress()}#{Uid}";

    public override string ToString() => ToStringWithAddress();

    private static bool HasValidCharacters(string s)
    {
        for (var i = 0; i < s.Length; i++)
        {
            if (s[i] == '%' && i + 2 < s.Length && char.IsAsciiHexDigit(s[i + 1]) && char.IsAsciiHexDigit(s[i + 2]))
                i += 2;
            else if (!char.IsAsciiLetterOrDigit(s[i]) && !ValidSymbols.Contains(s[i]))
                return false;
        }

        return true;
    }
}
