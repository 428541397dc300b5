using System.Text;

namespace AkkaH2.Http1;

/// <summary>
/// How content-length is decoded: digits are themselves, and all other octets make it no number. Kestrel would read "+3" as 3 (RFC 9110 §8.6: digits only).
/// </summary>
internal sealed class StrictDigits : Encoding
{
    public static readonly StrictDigits Instance = new();

    private const char NoDigit = '?';

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        for (var i = 0; i < byteCount; i++)
            chars[charIndex + i] = char.IsAsciiDigit((char)bytes[byteIndex + i]) ? (char)bytes[byteIndex + i] : NoDigit;
        return byteCount;
    }

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException();

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => throw new NotSupportedException();

    public override int GetMaxByteCount(int charCount) => throw new NotSupportedException();
}
