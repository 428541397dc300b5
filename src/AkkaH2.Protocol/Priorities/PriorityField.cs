using System.Globalization;
using System.Text;
using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Priorities;

/// <summary>The Priority field and the value of PRIORITY_UPDATE (RFC 9218 §4, §5): a dictionary of which two members are known.</summary>
internal static class PriorityField
{
    /// <summary>The field's name on the wire.</summary>
    public const string Name = "priority";

    /// <summary>The parameters of a field value; null if it is no dictionary, and so to be ignored (RFC 8941 §4.2).</summary>
    public static PriorityParameters? Parse(ReadOnlySpan<char> value)
    {
        var (urgency, incremental) = ((int?)null, (bool?)null);
        var dictionary = new DictionaryReader(value);
        while (dictionary.TryRead(out var key, out var item))
        {
            // RFC 9218 §4: unknown parameters, values out of range and values of other types are ignored. RFC 8941 §3.2: of a key twice, the last.
            if (key is "u")
                urgency = Urgency(item);
            else if (key is "i")
                incremental = Incremental(item);
        }

        return dictionary.IsMalformed ? null : new PriorityParameters(urgency, incremental);
    }

    /// <summary>The parameters of PRIORITY_UPDATE; null if its value is malformed: we ignore it then, as RFC 9218 §7 leaves open.</summary>
    public static PriorityParameters? Parse(PriorityUpdateFrame frame) => Parse(Encoding.Latin1.GetString(frame.FieldValue.Span));

    /// <summary>RFC 9218 §5: the priority that a request's field asks for; a request without it, or with a malformed one, says nothing.</summary>
    public static ResponsePriority OfRequest(string? value) =>
        value is not null && Parse(value) is { } asked ? ResponsePriority.Asked(asked) : ResponsePriority.Unsignalled;

    /// <summary>RFC 9218 §8: what a response says of its own priority; null if it says nothing that counts.</summary>
    public static PriorityParameters? OfResponse(HeaderField[] head)
    {
        foreach (ref readonly var field in head.AsSpan())
        {
            if (field.Name == Name)
                return Parse(field.Value);
        }

        return null;
    }

    private static int? Urgency(ReadOnlySpan<char> item) =>
        int.TryParse(item, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value is >= 0 and < ResponsePriority.Levels ? value : null;

    private static bool? Incremental(ReadOnlySpan<char> item) => item switch
    {
        "?1" => true,
        "?0" => false,
        _ => null,
    };
}
