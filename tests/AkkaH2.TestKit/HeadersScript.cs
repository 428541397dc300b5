using System.Collections.Immutable;
using AkkaH2.Referee;
using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <summary>A field section as HEADERS and, if it is long or cut on purpose, CONTINUATION: <c>Headers(1).Get("/slow").EndStream()</c>.</summary>
internal sealed record HeadersScript(StreamId Stream) : FrameScript
{
    private const int MaxFragment = FrameSplitter.SmallestMaxFrameSize;

    private ImmutableList<Field> FieldList { get; init; } = [];
    private byte[]? RawBlock { get; init; }
    private int[] Cuts { get; init; } = [];
    private bool EndsStream { get; init; }
    private bool EndsHeaders { get; init; } = true;
    private int? PadLength { get; init; }
    private StreamPriority? Signal { get; init; }
    private StreamId? Promised { get; init; }

    public HeadersScript Get(string path) => Request("GET", path);

    public HeadersScript Head(string path) => Request("HEAD", path);

    public HeadersScript Post(string path) => Request("POST", path);

    public HeadersScript Put(string path) => Request("PUT", path);

    public HeadersScript Delete(string path) => Request("DELETE", path);

    /// <summary>The four pseudo-header fields of a request (RFC 9113 §8.3.1).</summary>
    public HeadersScript Request(string method, string path, string scheme = "http", string authority = "localhost") =>
        Field(":method", method).Field(":scheme", scheme).Field(":authority", authority).Field(":path", path);

    /// <summary>CONNECT has neither :scheme nor :path (RFC 9113 §8.5).</summary>
    public HeadersScript Connect(string authority) => Field(":method", "CONNECT").Field(":authority", authority);

    /// <summary>Extended CONNECT (RFC 8441 §4) has all of them, and :protocol.</summary>
    public HeadersScript Connect(string protocol, string path) => Request("CONNECT", path).Field(":protocol", protocol);

    public HeadersScript Status(int status) => Field(":status", status.ToString());

    /// <summary>One more field, at the end, legal or not.</summary>
    public HeadersScript Field(string name, string value) => this with { FieldList = FieldList.Add(new Field(name, value)) };

    /// <summary>One more field that no table may keep (RFC 7541 §7.1.3).</summary>
    public HeadersScript Secret(string name, string value) => this with { FieldList = FieldList.Add(new Field(name, value, NeverIndexed: true)) };

    public HeadersScript Without(string name) => this with { FieldList = FieldList.RemoveAll(field => field.Name == name) };

    /// <summary>The same field with another value, at the same place.</summary>
    public HeadersScript With(string name, string value) =>
        this with { FieldList = [.. FieldList.Select(field => field.Name == name ? field with { Value = value } : field)] };

    public HeadersScript EndStream() => this with { EndsStream = true };

    public HeadersScript Padded(int padLength) => this with { PadLength = padLength };

    public HeadersScript Priority(int dependency, int weight = 16, bool exclusive = false) =>
        this with { Signal = new StreamPriority(new StreamId(dependency), exclusive, weight) };

    /// <summary>These octets instead of an encoded block.</summary>
    public HeadersScript Block(params byte[] octets) => this with { RawBlock = octets };

    /// <summary>The first fragments are so long; CONTINUATION carries the rest.</summary>
    public HeadersScript Cut(params int[] lengths) => this with { Cuts = lengths };

    /// <summary>Without END_HEADERS: CONTINUATION should follow, and it is the test that sends it or not.</summary>
    public HeadersScript Unfinished() => this with { EndsHeaders = false };

    /// <summary>The same section as PUSH_PROMISE on this stream.</summary>
    public HeadersScript Promise(int stream) => this with { Promised = new StreamId(stream) };

    public override IEnumerable<Frame> ToFrames(BlockEncoder encoder)
    {
        var fragments = Fragments(RawBlock ?? encoder.Encode(FieldList)).ToList();
        for (var i = 0; i < fragments.Count; i++)
        {
            var last = EndsHeaders && i == fragments.Count - 1;
            yield return i > 0 ? new ContinuationFrame(Stream, fragments[i], last) : First(fragments[i], last);
        }
    }

    private Frame First(ReadOnlyMemory<byte> fragment, bool endHeaders) => Promised is { } promised
        ? new PushPromiseFrame(Stream, promised, fragment, endHeaders) { PadLength = PadLength }
        : new HeadersFrame(Stream, fragment, EndsStream, endHeaders) { PadLength = PadLength, Priority = Signal };

    private IEnumerable<ReadOnlyMemory<byte>> Fragments(ReadOnlyMemory<byte> block)
    {
        foreach (var cut in Cuts)
        {
            yield return block[..Math.Min(cut, block.Length)];
            block = block[Math.Min(cut, block.Length)..];
        }

        for (; block.Length > MaxFragment; block = block[MaxFragment..]) yield return block[..MaxFragment];
        yield return block;
    }
}
