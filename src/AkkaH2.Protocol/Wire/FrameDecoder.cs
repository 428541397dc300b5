using System.Buffers;

namespace AkkaH2.Wire;

/// <summary>
/// Octets in, frames and faults out (RFC 9113 §4.1). Append a chunk, read until there is nothing more, append the next.
/// <para>
/// Payloads are slices of the chunk, or of a buffer that keeps a frame which came in pieces: valid until the next
/// <see cref="Append"/>. It never holds more than one incomplete frame, at most <see cref="MaxFrameSize"/> + 9 octets.
/// </para>
/// <para>A stream error skips its frame and goes on; after a connection error nothing comes any more.</para>
/// </summary>
internal sealed class FrameDecoder
{
    /// <summary>The least that SETTINGS_MAX_FRAME_SIZE may be, and its initial value (RFC 9113 §6.5.2).</summary>
    public const int MinMaxFrameSize = 1 << 14;

    private readonly FrameCarry _carry;
    private ReadOnlyMemory<byte> _chunk;
    private int _position;
    private int _skip;
    private int _maxFrameSize;
    private bool _failed;

    /// <summary>A decoder at the beginning of a connection, behind the preface.</summary>
    /// <param name="maxFrameSize">See <see cref="MaxFrameSize"/>.</param>
    /// <param name="pool">Where the memory of frames that come in pieces is from; the shared pool unless said otherwise.</param>
    public FrameDecoder(int maxFrameSize = MinMaxFrameSize, ArrayPool<byte>? pool = null) => (MaxFrameSize, _carry) = (maxFrameSize, new FrameCarry(pool ?? ArrayPool<byte>.Shared));

    /// <summary>The longest payload to accept, in octets: our SETTINGS_MAX_FRAME_SIZE, 2^14 to 2^24-1. May change between frames.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside of that range.</exception>
    public int MaxFrameSize
    {
        get => _maxFrameSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, MinMaxFrameSize);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, FrameHeader.MaxLength);
            _maxFrameSize = value;
        }
    }

    /// <summary>Has nothing been received of a next frame? If not, the end of the input comes too early.</summary>
    public bool IsAtFrameBoundary => _carry.IsEmpty && _skip == 0 && _position == _chunk.Length;

    /// <summary>Takes the next octets. All that was read before is no longer valid, unless the caller keeps it.</summary>
    /// <param name="chunk">Octets that stay as they are until <see cref="TryRead"/> has answered false.</param>
    /// <param name="keep">
    /// This chunk is another part of the same read as the last one: frames of that one stay valid, for as long as its memory does.
    /// </param>
    /// <exception cref="InvalidOperationException">Frames of the last chunk have not been read yet.</exception>
    public void Append(ReadOnlyMemory<byte> chunk, bool keep = false)
    {
        if (_failed) return;
        if (_position < _chunk.Length) throw new InvalidOperationException("read all frames of one chunk before the next is appended");

        if (!keep) Recycle();
        _chunk = chunk;
        _position = 0;
    }

    /// <summary>Nobody needs any more what was read before. Appending does it too; until one of them its memory is held.</summary>
    public void Recycle() => _carry.Recycle();

    /// <summary>The next frame or fault; false when more octets are needed, or after a connection error.</summary>
    public bool TryRead(out Outcome<Frame> next)
    {
        if (_skip > 0) Skip();
        if (!_carry.IsEmpty) return TryReadCarried(out next);

        var octets = _chunk.Span[_position..];
        if (octets.Length < FrameHeader.Size) return Keep(FrameHeader.Size, out next);

        var header = FrameHeader.Read(octets);
        if (header.Length > _maxFrameSize) return Refuse(header, FrameHeader.Size, out next);

        var size = FrameHeader.Size + header.Length;
        if (octets.Length < size) return Keep(size, out next);

        var payload = _chunk.Slice(_position + FrameHeader.Size, header.Length);
        _position += size;
        return Yield(FrameParser.Parse(header, payload), out next);
    }

    /// <summary>A frame that began in an earlier chunk.</summary>
    private bool TryReadCarried(out Outcome<Frame> next)
    {
        if (!FillCarry(FrameHeader.Size)) return Nothing(out next);

        var header = FrameHeader.Read(_carry.Octets.Span);
        if (header.Length > _maxFrameSize)
        {
            _carry.Take();
            return Refuse(header, 0, out next);
        }

        if (!FillCarry(FrameHeader.Size + header.Length)) return Nothing(out next);

        return Yield(FrameParser.Parse(header, _carry.Take()[FrameHeader.Size..]), out next);
    }

    private bool FillCarry(int size)
    {
        _position += _carry.Fill(size, _chunk.Span[_position..]);
        return _carry.Octets.Length >= size;
    }

    /// <summary>Keeps the beginning of a frame of (at least) this size for the next chunk.</summary>
    private bool Keep(int size, out Outcome<Frame> next)
    {
        if (_position < _chunk.Length) _position += _carry.Fill(size, _chunk.Span[_position..]);
        return Nothing(out next);
    }

    private bool Refuse(FrameHeader header, int headerOctets, out Outcome<Frame> next)
    {
        _position += headerOctets;
        _skip = header.Length;
        return Yield(FrameParser.TooLong(header, _maxFrameSize), out next);
    }

    private void Skip()
    {
        var skipped = Math.Min(_skip, _chunk.Length - _position);
        _position += skipped;
        _skip -= skipped;
    }

    private bool Yield(Outcome<Frame> outcome, out Outcome<Frame> next)
    {
        next = outcome;
        if (outcome.Error is Http2Error.OnConnection) Fail();
        return true;
    }

    private bool Nothing(out Outcome<Frame> next)
    {
        _chunk = default;
        _position = 0;
        next = default;
        return false;
    }

    private void Fail()
    {
        _failed = true;
        _skip = 0;
        _chunk = default;
        _position = 0;
    }
}
