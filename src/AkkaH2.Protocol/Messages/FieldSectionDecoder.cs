using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>Our limits on field blocks that no setting announces.</summary>
/// <param name="MaxFieldCount">How many fields a section may have; the crumbs of a cookie are one field (RFC 9113 §8.2.3).</param>
/// <param name="MaxBlockSize">How many octets a compressed block may have.</param>
/// <param name="MaxContinuations">How many CONTINUATION frames a block may have.</param>
internal sealed record FieldLimits(int MaxFieldCount, int MaxBlockSize, int MaxContinuations);

/// <summary>
/// Joins HEADERS or PUSH_PROMISE with CONTINUATION and decompresses them (RFC 9113 §4.3): in their place stands a <see cref="FieldSection"/> or a
/// <see cref="PromiseSection"/>. Other frames pass. Works in the list that it is given; holds one unfinished block and the dynamic table.
/// </summary>
internal sealed class FieldSectionDecoder
{
    private readonly int _maxFieldCount;
    private readonly FieldBlockAssembler _assembler;
    private readonly HpackDecoder _decoder = new();
    private readonly List<HeaderField> _fields = [];
    private readonly RecentSections _recent = new();
    private DecodingLimits _limits;
    private bool _failed;

    public FieldSectionDecoder(FieldLimits fields, DecodingLimits limits)
    {
        (_limits, _maxFieldCount) = (limits, fields.MaxFieldCount);
        _assembler = new FieldBlockAssembler(fields.MaxBlockSize, fields.MaxContinuations);
        _decoder.MaxFieldSectionSize = _limits.MaxListSize;
    }

    /// <summary>True while a block waits for its next CONTINUATION (RFC 9113 §6.10).</summary>
    public bool IsInsideBlock => _assembler.IsOpen;

    /// <summary>Replaces the blocks among the items by their fields.</summary>
    public void Decode(List<Outcome<Frame>> items)
    {
        var kept = 0;
        for (var i = 0; i < items.Count && !_failed && !_limits.IsOver; i++)
        {
            if (_assembler.Offer(items[i], out var whole))
                items[kept++] = Decode(whole);
        }

        items.RemoveRange(kept, items.Count - kept);
    }

    private Outcome<Frame> Decode(Outcome<Frame> whole)
    {
        switch (whole.Value)
        {
            case HeadersFrame headers:
                return Decode(headers);
            case PushPromiseFrame promise:
                return Decode(promise);
            case SettingsFrame { Ack: true }:
                OnAcknowledged();
                break;
        }

        return whole;
    }

    // RFC 9113 §6.5.3: the peer's encoder keeps to our table size from here on.
    private void OnAcknowledged()
    {
        _limits = _limits.Next ?? _limits;
        _decoder.SetMaxTableSize(_limits.TableSize);
        _decoder.MaxFieldSectionSize = _limits.MaxListSize;
    }

    private Outcome<Frame> Decode(HeadersFrame headers)
    {
        if (Decompress(headers.Fragment.Span, headers, out var fields, out var tooLarge, out var isKnown) is { } error)
            return error;

        return new FieldSection(headers.Stream, fields, headers.EndStream) { TooLarge = tooLarge, IsKnown = isKnown, Priority = headers.Priority };
    }

    private Outcome<Frame> Decode(PushPromiseFrame promise)
    {
        if (Decompress(promise.Fragment.Span, promise, out var fields, out var tooLarge, out _) is { } error)
            return error;

        return new PromiseSection(promise.Stream, promise.Promised, fields) { TooLarge = tooLarge };
    }

    private Http2Error? Decompress(ReadOnlySpan<byte> block, Frame frame, out HeaderField[] fields, out bool tooLarge, out bool isKnown)
    {
        var result = _decoder.Decode(block, _fields);
        tooLarge = result.Status == HpackStatus.ListTooLarge || IsTooMany(_fields);
        fields = _recent.Share(_fields, out isKnown);
        _fields.Clear();

        // RFC 9113 §4.3: a block that cannot be decompressed is a connection error COMPRESSION_ERROR.
        if (result.Status != HpackStatus.CompressionError)
            return null;

        _failed = true;
        return new Http2Error.OnConnection(ErrorCode.CompressionError, $"{frame.Type.Name()} on stream {frame.Stream.Value}: {result.Detail}");
    }

    // RFC 9113 §8.2.3: a cookie may come in many crumbs, and is one field.
    private bool IsTooMany(List<HeaderField> fields)
    {
        if (fields.Count <= _maxFieldCount)
            return false;

        var crumbs = fields.Count(field => field.Name == CookieCrumbs.Name);
        return fields.Count - Math.Max(0, crumbs - 1) > _maxFieldCount;
    }
}
