namespace AkkaH2.Referee;

/// <summary>Numbers in network byte order (RFC 9113 §4.1), one octet after the other.</summary>
internal static class Octets
{
    public static bool TopBit(byte[] octets, int at) => octets[at] >= 0b1000_0000;

    /// <summary>32 bits, the first of which stands for something else.</summary>
    public static int Number31(byte[] octets, int at) => (int)(Number32(octets, at) & 0x7fff_ffff);

    public static uint Number32(byte[] octets, int at) =>
        ((uint)octets[at] << 24) + ((uint)octets[at + 1] << 16) + ((uint)octets[at + 2] << 8) + octets[at + 3];

    public static ushort Number16(byte[] octets, int at) => (ushort)((octets[at] << 8) + octets[at + 1]);

    public static byte[] Of31(bool topBit, int number) => Of32((topBit ? 0x8000_0000 : 0) | (uint)number);

    public static byte[] Of32(uint number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];

    public static byte[] Of24(int number) => [(byte)(number >> 16), (byte)(number >> 8), (byte)number];

    public static byte[] Of16(ushort number) => [(byte)(number >> 8), (byte)number];
}
