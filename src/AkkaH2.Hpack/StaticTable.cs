namespace AkkaH2.Hpack;

/// <summary>The static table (RFC 7541 Appendix A): 61 fields, counted from 1.</summary>
internal static class StaticTable
{
    public const int Count = 61;

    private const int SlotMask = 127;

    private static readonly HeaderField[] Fields =
    [
        default,
        new(":authority", ""),
        new(":method", "GET"),
        new(":method", "POST"),
        new(":path", "/"),
        new(":path", "/index.html"),
        new(":scheme", "http"),
        new(":scheme", "https"),
        new(":status", "200"),
        new(":status", "204"),
        new(":status", "206"),
        new(":status", "304"),
        new(":status", "400"),
        new(":status", "404"),
        new(":status", "500"),
        new("accept-charset", ""),
        new("accept-encoding", "gzip, deflate"),
        new("accept-language", ""),
        new("accept-ranges", ""),
        new("accept", ""),
        new("access-control-allow-origin", ""),
        new("age", ""),
        new("allow", ""),
        new("authorization", ""),
        new("cache-control", ""),
        new("content-disposition", ""),
        new("content-encoding", ""),
        new("content-language", ""),
        new("content-length", ""),
        new("content-location", ""),
        new("content-range", ""),
        new("content-type", ""),
        new("cookie", ""),
        new("date", ""),
        new("etag", ""),
        new("expect", ""),
        new("expires", ""),
        new("from", ""),
        new("host", ""),
        new("if-match", ""),
        new("if-modified-since", ""),
        new("if-none-match", ""),
        new("if-range", ""),
        new("if-unmodified-since", ""),
        new("last-modified", ""),
        new("link", ""),
        new("location", ""),
        new("max-forwards", ""),
        new("proxy-authenticate", ""),
        new("proxy-authorization", ""),
        new("range", ""),
        new("referer", ""),
        new("refresh", ""),
        new("retry-after", ""),
        new("server", ""),
        new("set-cookie", ""),
        new("strict-transport-security", ""),
        new("transfer-encoding", ""),
        new("user-agent", ""),
        new("vary", ""),
        new("via", ""),
        new("www-authenticate", ""),
    ];

    private static readonly byte[] FirstByName = BuildNameSlots();

    public static ref readonly HeaderField Field(int index) => ref Fields[index];

    /// <summary>The first index that has this name, or 0.</summary>
    public static int FindName(string name, uint nameHash)
    {
        for (var slot = nameHash & SlotMask; FirstByName[slot] is not 0 and var index; slot = (slot + 1) & SlotMask)
        {
            if (Fields[index].Name == name)
                return index;
        }

        return 0;
    }

    /// <summary>The index of name and value, or 0, when the first index of the name is known.</summary>
    public static int FindValue(int firstOfName, string value)
    {
        var name = Fields[firstOfName].Name;
        for (var index = firstOfName; index <= Count && ReferenceEquals(Fields[index].Name, name); index++)
        {
            if (Fields[index].Value == value)
                return index;
        }

        return 0;
    }

    private static byte[] BuildNameSlots()
    {
        var slots = new byte[SlotMask + 1];
        for (var index = 1; index <= Count; index++)
        {
            if (Fields[index].Name == Fields[index - 1].Name)
                continue;
            var slot = FieldHash.Of(Fields[index].Name) & SlotMask;
            while (slots[slot] != 0)
                slot = (slot + 1) & SlotMask;
            slots[slot] = (byte)index;
        }

        return slots;
    }
}
