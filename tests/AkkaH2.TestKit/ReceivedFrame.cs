using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <summary>A frame from the other side; HEADERS and PUSH_PROMISE come whole and with their decoded fields.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="Fields">The fields of its block.</param>
/// <param name="PayloadOctets">Octets of payload on the wire (of a block in several frames, those of the last one): what DATA takes from the windows (RFC 9113 §6.1).</param>
internal sealed record ReceivedFrame(Frame Frame, IReadOnlyList<HeaderField> Fields, int PayloadOctets);

/// <summary>A field section from the other side.</summary>
internal sealed record ReceivedHeaders(IReadOnlyList<HeaderField> Fields, bool EndStream)
{
    public int Status => int.Parse(this[":status"] ?? throw new InvalidOperationException($"no :status among {string.Join(", ", Fields)}"));

    /// <summary>The first value of that name, or null.</summary>
    public string? this[string name] => Fields.Where(field => field.Name == name).Select(field => field.Value).FirstOrDefault();
}

/// <summary>A whole response: informational heads (1xx), the head, the content, trailers.</summary>
internal sealed record ReceivedResponse(
    IReadOnlyList<ReceivedHeaders> Informational, ReceivedHeaders Head, byte[] Body, IReadOnlyList<HeaderField> Trailers)
{
    public int Status => Head.Status;

    public IReadOnlyList<HeaderField> Fields => Head.Fields;

    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    /// <summary>The first value of that name in the head, or null.</summary>
    public string? this[string name] => Head[name];
}
