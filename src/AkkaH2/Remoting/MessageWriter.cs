using System.Buffers;
using System.Text;

namespace AkkaH2.Remoting;

/// <summary>Writes the parts of a message: numbers of seven bits an octet, texts and octets behind their length.</summary>
internal readonly struct MessageWriter()
{
    /// <summary>Text that is none, such as half of a surrogate pair, throws instead of becoming another text.</summary>
    internal static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _octets = new(512);

    public int Length => _octets.WrittenCount;

    public void Number(long value)
    {
        var rest = (ulong)value;
        var span = _octets.GetSpan(10);
        var length = 0;
        for (; rest >= 0x80; rest >>= 7)
            span[length++] = (byte)(rest | 0x80);
        span[length++] = (byte)rest;
        _octets.Advance(length);
    }

    public void Flag(bool value) => Number(value ? 1 : 0);

    public void Text(string text)
    {
        var length = Utf8.GetByteCount(text);
        Number(length);
        Utf8.GetBytes(text, _octets.GetSpan(length));
        _octets.Advance(length);
    }

    /// <summary>A text that may not be there.</summary>
    public void OptionalText(string? text)
    {
        Flag(text is not null);
        if (text is not null)
            Text(text);
    }

    public void Octets(ReadOnlySequence<byte> octets)
    {
        Number(octets.Length);
        foreach (var piece in octets)
            _octets.Write(piece.Span);
    }

    public void Fields(Headers fields)
    {
        Number(fields.Count);
        foreach (ref readonly var field in fields.AsSpan())
        {
            Text(field.Name);
            Text(field.Value);
            Flag(field.NeverIndexed);
        }
    }

    public byte[] ToArray() => _octets.WrittenSpan.ToArray();
}
