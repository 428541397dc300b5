using System.Text;

namespace AkkaH2.Http1;

/// <summary>Decodes the value of a field for Kestrel, and does nothing else.</summary>
internal abstract class OneWayEncoding : Encoding
{
    public sealed override int GetCharCount(byte[] bytes, int index, int count) => Decode(bytes.AsSpan(index, count)).Length;

    public sealed override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var text = Decode(bytes.AsSpan(byteIndex, byteCount));
        text.CopyTo(chars.AsSpan(charIndex));
        return text.Length;
    }

    public sealed override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException();

    public sealed override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => throw new NotSupportedException();

    public sealed override int GetMaxByteCount(int charCount) => throw new NotSupportedException();

    public sealed override int GetMaxCharCount(int byteCount) => byteCount + 16;

    /// <summary>The value as text.</summary>
    protected abstract string Decode(ReadOnlySpan<byte> octets);
}
