using System.Buffers;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Diagnostics;

/// <summary>
/// Octets of one direction of an HTTP/2 connection in; its frames out, each in one line such as <c>WINDOW_UPDATE stream=0 +65535</c>. HEADERS and its
/// CONTINUATION frames are one line with the decoded fields; values of authorization, cookies and whatever was sent as never indexed are hidden. It watches and
/// enforces nothing. Not thread-safe.
/// </summary>
public sealed class FrameReader
{
    private readonly FrameDecoder _frames = new(FrameHeader.MaxLength);
    private readonly FieldSectionDecoder _sections;
    private readonly List<Outcome<Frame>> _items = [];
    private PrefaceReader _preface;
    private bool _awaitsPreface;

    /// <summary>A reader from the first octet of a connection on.</summary>
    /// <param name="sender">The side that sends them: a client begins with the preface (RFC 9113 §3.4).</param>
    public FrameReader(Role sender)
    {
        _awaitsPreface = sender == Role.Client;
        // Whatever the other side has announced, it is not more than this.
        var unlimited = ConnectionSettings.Initial with { MaxHeaderListSize = uint.MaxValue, HeaderTableSize = 16 * 1024 * 1024 };
        var limits = DecodingLimits.First(unlimited);
        limits.Append(unlimited);
        _sections = new FieldSectionDecoder(new FieldLimits(int.MaxValue, int.MaxValue, int.MaxValue), limits);
    }

    /// <summary>The frames that these octets complete, in their order.</summary>
    public IReadOnlyList<string> Read(ReadOnlySequence<byte> octets)
    {
        var lines = new List<string>();
        foreach (var chunk in octets)
            Read(chunk, lines);
        return lines;
    }

    private void Read(ReadOnlyMemory<byte> chunk, List<string> lines)
    {
        if (_awaitsPreface && !TakePreface(ref chunk, lines))
            return;

        _frames.Append(chunk);
        while (_frames.TryRead(out var frame))
            _items.Add(frame);
        _sections.Decode(_items);
        lines.AddRange(_items.Select(item => item.Error is { } error ? FrameText.Of(error) : FrameText.Of(item.Value!)));
        _items.Clear();
    }

    private bool TakePreface(ref ReadOnlyMemory<byte> chunk, List<string> lines)
    {
        if (_preface.Take(ref chunk) is { } error)
            lines.Add(FrameText.Of(error));
        _awaitsPreface = !_preface.IsComplete;
        return _preface.IsComplete;
    }
}
