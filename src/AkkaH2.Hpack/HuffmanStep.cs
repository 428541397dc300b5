namespace AkkaH2.Hpack;

/// <summary>One or two decoded symbols with the bits they take, packed: symbols (16), bits (8), bits of the first (4), count (4).</summary>
internal readonly record struct HuffmanStep(uint Packed)
{
    public ushort Symbols => (ushort)Packed;

    public byte First => (byte)Packed;

    public int Bits => (byte)(Packed >> 16);

    public int FirstBits => (int)(Packed >> 24) & 0xF;

    public int Count => (int)(Packed >> 28);

    public bool IsLongCode => Packed == 0;

    public static HuffmanStep Of(int symbol, int bits) => new((uint)symbol | (uint)bits << 16 | (uint)bits << 24 | 1u << 28);

    public HuffmanStep Then(HuffmanStep second) =>
        new(First | (uint)second.First << 8 | (uint)(Bits + second.Bits) << 16 | (uint)Bits << 24 | 2u << 28);
}
