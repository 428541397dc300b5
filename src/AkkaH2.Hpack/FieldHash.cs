using System.Numerics;
using System.Runtime.InteropServices;

namespace AkkaH2.Hpack;

/// <summary>A fast hash of names and values. Not secret: every search that uses it is bounded, so a collision costs compression, not time.</summary>
internal static class FieldHash
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    public static uint Of(string text) => Of(0, text);

    /// <summary>Goes on from another hash, such as that of the name.</summary>
    public static uint Of(uint start, string text) => Of(start, MemoryMarshal.AsBytes(text.AsSpan()));

    public static uint Of(uint start, ReadOnlySpan<byte> octets)
    {
        var hash = start + ((ulong)octets.Length << 32);
        hash = octets.Length >= sizeof(ulong) ? MixLong(hash, octets) : Mix(hash, ReadShort(octets));
        return (uint)((hash * Multiplier) >> 32);
    }

    // Two lanes, because a step must wait for the one before. The last step may read some octets a second time: cheaper than octet by octet.
    private static ulong MixLong(ulong hash, ReadOnlySpan<byte> octets)
    {
        var last = MemoryMarshal.Read<ulong>(octets[^sizeof(ulong)..]);
        var other = ~hash;
        for (; octets.Length > 2 * sizeof(ulong); octets = octets[(2 * sizeof(ulong))..])
        {
            hash = Mix(hash, MemoryMarshal.Read<ulong>(octets));
            other = Mix(other, MemoryMarshal.Read<ulong>(octets[sizeof(ulong)..]));
        }

        if (octets.Length > sizeof(ulong))
            hash = Mix(hash, MemoryMarshal.Read<ulong>(octets));
        return Mix(hash, last) ^ BitOperations.RotateLeft(other, 17);
    }

    private static ulong ReadShort(ReadOnlySpan<byte> octets) => octets.Length switch
    {
        >= sizeof(uint) => MemoryMarshal.Read<uint>(octets) | (ulong)MemoryMarshal.Read<uint>(octets[^sizeof(uint)..]) << 32,
        > 0 => octets[0] | (uint)octets[octets.Length / 2] << 8 | (uint)octets[^1] << 16,
        _ => 0,
    };

    private static ulong Mix(ulong hash, ulong next) => BitOperations.RotateLeft((hash ^ next) * Multiplier, 29);
}
