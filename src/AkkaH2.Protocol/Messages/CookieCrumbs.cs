using AkkaH2.Hpack;

namespace AkkaH2.Protocol;

/// <summary>
/// RFC 9113 §8.2.3: on the wire each crumb of a cookie is a field of its own, so that those that stay the same compress;
/// for everybody behind HTTP/2 they are one field.
/// </summary>
internal static class CookieCrumbs
{
    public const string Name = "cookie";
    private const string Between = "; ";

    /// <summary>The fields with one cookie field for each crumb; the same array if there is nothing to split.</summary>
    public static HeaderField[] Split(HeaderField[] fields)
    {
        foreach (ref readonly var field in fields.AsSpan())
        {
            if (HasCrumbs(field))
                return [.. fields.SelectMany(Crumbs)];
        }

        return fields;
    }

    /// <summary>RFC 9113 §6.5.2: the octets of these fields as SETTINGS_MAX_HEADER_LIST_SIZE counts them, on the wire: each crumb is a field.</summary>
    public static long SizeOnWire(HeaderField[] fields) => Split(fields).Sum(field => (long)field.Size);

    /// <summary>The fields with all crumbs in one cookie field.</summary>
    public static Headers Join(Headers headers)
    {
        // RFC 7541 §6.2.3: what came as never indexed stays so, here as a part of the whole.
        var sensitive = headers.Any(field => field is { Name: Name, NeverIndexed: true });
        return headers.With(Name, string.Join(Between, headers.All(Name)), sensitive);
    }

    private static bool HasCrumbs(in HeaderField field) => field.Name == Name && field.Value.Contains(Between, StringComparison.Ordinal);

    // RFC 9113 §8.2.1: no value begins or ends with white space. Such a crumb is part of a legal cookie, so that stays whole.
    private static IEnumerable<HeaderField> Crumbs(HeaderField field) =>
        HasCrumbs(field) && field.Value.Split(Between) is var crumbs && Array.TrueForAll(crumbs, FieldRules.IsValue) ? crumbs.Select(crumb => field with { Value = crumb }) : [field];
}
