using AkkaH2.Hpack;

namespace AkkaH2.Protocol;

/// <summary>
/// A response head that was made of a list of header fields, for the next response like it. An endpoint that answers with the same fields, as most do,
/// has its heads made and checked once a second, when the date changes. Immutable; the array is never written to.
/// </summary>
/// <param name="Kind">What the method of the request changes.</param>
/// <param name="Status">The status.</param>
/// <param name="Length">The octets of the body; null where only its end tells.</param>
/// <param name="Date">The date; null for none.</param>
/// <param name="Fields">The head.</param>
internal sealed record RecentHead(MethodKind Kind, int Status, long? Length, string? Date, HeaderField[] Fields)
{
    /// <summary>True if this is the head of such a response.</summary>
    public bool Answers(MethodKind kind, int status, long? length, string? date) =>
        Status == status && Length == length && Kind == kind && Date == date;
}

/// <summary>The methods whose responses are different in their heads (RFC 9110 §6.4.1, §8.6).</summary>
internal enum MethodKind
{
    /// <summary>Any other method.</summary>
    Other,

    /// <summary>HEAD.</summary>
    Head,

    /// <summary>CONNECT.</summary>
    Connect,
}
