namespace AkkaH2.Hpack;

/// <summary>
/// The Huffman code of RFC 7541 Appendix B. The code is canonical (shorter codes first, equal lengths in symbol order),
/// so the lengths alone define it.
/// </summary>
internal static class HuffmanCode
{
    public const int EndOfString = 256;
    public const int ShortestLength = 5;
    public const int LongestLength = 30;

    /// <summary>The number of bits for each octet; the end-of-string symbol, not listed, is the last of the longest: all ones.</summary>
    public static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, // 0x00
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28, // 0x10
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,         // 0x20   ! " # $ % & ' ( ) * + , - . /
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,              // 0x30 0 1 2 3 4 5 6 7 8 9 : ; < = > ?
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,                // 0x40 @ A B C D E F G H I J K L M N O
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,             // 0x50 P Q R S T U V W X Y Z [ \ ] ^ _
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,                // 0x60 ` a b c d e f g h i j k l m n o
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,            // 0x70 p q r s t u v w x y z { | } ~
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, // 0x80
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, // 0x90
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, // 0xA0
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, // 0xB0
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, // 0xC0
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, // 0xD0
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, // 0xE0
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, // 0xF0
    ];

    /// <summary>The code of each octet and of the end of string, in the low bits.</summary>
    public static readonly uint[] Codes = BuildCodes();

    public static int LengthOf(int symbol) => symbol == EndOfString ? LongestLength : Lengths[symbol];

    private static uint[] BuildCodes()
    {
        var codes = new uint[EndOfString + 1];
        var next = 0u;
        for (var length = ShortestLength; length <= LongestLength; length++, next <<= 1)
        {
            for (var symbol = 0; symbol <= EndOfString; symbol++)
            {
                if (LengthOf(symbol) == length)
                    codes[symbol] = next++;
            }
        }

        return codes;
    }
}
