namespace AkkaH2.Wire;

/// <summary>A field block that came in several frames, while it grows. Owns its octets: the fragments' memory is only lent.</summary>
internal sealed class FieldBlock
{
    private byte[] _octets;

    public FieldBlock(Frame first, ReadOnlySpan<byte> fragment)
    {
        _octets = fragment.ToArray();
        Length = fragment.Length;

        // The first frame is kept for what it says besides its fragment, whose memory goes back to its owner.
        First = first switch
        {
            HeadersFrame headers => headers with { Fragment = _octets },
            PushPromiseFrame promise => promise with { Fragment = _octets },
            _ => throw new ArgumentException($"{first} begins no field block", nameof(first)),
        };
    }

    public Frame First { get; }

    public int Length { get; private set; }

    public int Continuations { get; private set; }

    public void Add(ReadOnlySpan<byte> fragment)
    {
        if (_octets.Length < Length + fragment.Length) Array.Resize(ref _octets, Math.Max(Length + fragment.Length, Length * 2));
        fragment.CopyTo(_octets.AsSpan(Length));
        Length += fragment.Length;
        Continuations++;
    }

    /// <summary>The frame that would have come if the block had fitted into one.</summary>
    public Frame ToFrame()
    {
        var block = _octets.AsMemory(0, Length);
        return First is PushPromiseFrame promise
            ? promise with { Fragment = block, EndHeaders = true, PadLength = null }
            : (HeadersFrame)First with { Fragment = block, EndHeaders = true, PadLength = null };
    }
}
