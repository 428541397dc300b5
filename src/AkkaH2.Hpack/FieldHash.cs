using System.Numerics;
using System.Runtime.InteropServices;

namespace AkkaH2.Hpack;

/// <summary>A fast hash of names and values. Not secret: every search that uses it is bounded, so a collision costs compression, not time.</summary>
internal static class FieldHash
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    public static uint Of(string text) => Fold(Mix((ulong)text.Length, text));

    public static uint Of(uint nameHash, string value) => Fold(Mix(nameHash + ((ulong)value.Length << 32), value));

    private static ulong Mix(ulong hash, string text)
    {
        var octets = MemoryMarshal.AsBytes(text.AsSpan());
        for (; octets.Length >= sizeof(ulong); octets = octets[sizeof(ulong)..])
            hash = Step(hash, MemoryMarshal.Read<ulong>(octets));
        for (; octets.Length > 0; octets = octets[sizeof(ushort)..])
            hash = Step(hash, MemoryMarshal.Read<ushort>(octets));
        return hash;
    }

    private static ulong Step(ulong hash, ulong next) => BitOperations.RotateLeft((hash ^ next) * Multiplier, 29);

    private static uint Fold(ulong hash) => (uint)((hash * Multiplier) >> 32);
}
