using System.Buffers;

namespace AkkaH2;

/// <summary>
/// The stream that a response's body goes through on its way to its writer, such as a <c>GZipStream</c>. It is made with the first octets, and works on the thread of
/// whoever writes. May be used from any thread, by one caller at a time, and dropped by another one.
/// </summary>
/// <param name="encode">Makes the stream over the one that it gets.</param>
/// <param name="output">Takes what comes out of it.</param>
internal sealed class BodyEncoder(Func<Stream, Stream> encode, EncodedOutput output)
{
    private const int RoomSize = 4_096; // octets

    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _gathered = new();
    private Stream? _stream;
    private bool _isDirty; // it has octets that have not come out
    private bool _isOver;

    /// <summary>Octets that were written and not given to the stream.</summary>
    public int Gathered => _gathered.WrittenCount;

    /// <summary>Room to write to.</summary>
    public Memory<byte> Free(int sizeHint) => _gathered.GetMemory(Math.Max(sizeHint, RoomSize));

    public void Advance(int octets) => _gathered.Advance(octets);

    /// <summary>What fills the room goes into the stream.</summary>
    public void MakeRoom()
    {
        if (Gathered >= RoomSize)
            Write([]);
    }

    /// <summary>Behind all that was gathered.</summary>
    public void Write(ReadOnlySpan<byte> octets)
    {
        lock (_gate)
        {
            if (_isOver || (Gathered == 0 && octets.IsEmpty))
                return;

            _stream ??= encode(new OutputStream(output));
            _stream.Write(_gathered.WrittenSpan);
            _stream.Write(octets);
            _gathered.ResetWrittenCount();
            _isDirty = true;
        }
    }

    /// <summary>All that was written comes out.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            Write([]);
            if (_isDirty && !_isOver)
                _stream!.Flush();
            _isDirty = false;
        }
    }

    /// <summary>Nothing more is written: the stream says its end.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            Write([]);
            _isOver = true; // whether or not the stream can say its end
            (_stream ?? encode(new OutputStream(output))).Dispose();
        }
    }

    /// <summary>The body ends before its end: what comes out of the stream from here on is lost.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            _isOver = true;
            _stream?.Dispose();
        }
    }

    private sealed class OutputStream(EncodedOutput output) : SequentialStream
    {
        public override bool CanWrite => true;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!buffer.IsEmpty)
                output(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}

/// <summary>Takes octets that were encoded, and copies them.</summary>
internal delegate void EncodedOutput(ReadOnlySpan<byte> octets);
