namespace AkkaH2.Hpack;

/// <summary>The symbols that the next bits of Huffman-coded text stand for: up to two symbols in one look, longer codes by search.</summary>
internal static class HuffmanTable
{
    /// <summary>Bits looked at once: two of the most common codes, or one of nearly every printable character.</summary>
    public const int WindowBits = 12;

    private const int WindowShift = 64 - WindowBits;

    private static readonly HuffmanStep[] Steps = BuildSteps();

    // Symbols whose code is longer than the window, in code order; the last is the end of string.
    private static readonly ushort[] LongSymbols = BuildLongSymbols();
    private static readonly uint[] LongCodes = Array.ConvertAll(LongSymbols, symbol => LeftAligned(symbol));

    /// <summary>The step for the first bits of a left-aligned window.</summary>
    public static HuffmanStep Look(ulong window) => Steps[(int)(window >> WindowShift)];

    /// <summary>The symbol (maybe the end of string) when the first code in the window is longer than a look.</summary>
    public static int FindLong(ulong window)
    {
        var place = Array.BinarySearch(LongCodes, (uint)(window >> 32));
        return LongSymbols[place >= 0 ? place : ~place - 1];
    }

    private static uint LeftAligned(int symbol) => HuffmanCode.Codes[symbol] << (32 - HuffmanCode.LengthOf(symbol));

    private static ushort[] BuildLongSymbols() => Enumerable.Range(0, HuffmanCode.EndOfString + 1)
        .Where(symbol => HuffmanCode.LengthOf(symbol) > WindowBits)
        .OrderBy(LeftAligned)
        .Select(symbol => (ushort)symbol)
        .ToArray();

    private static HuffmanStep[] BuildSteps()
    {
        var single = BuildSingleSteps();
        var steps = new HuffmanStep[single.Length];
        for (var bits = 0; bits < steps.Length; bits++)
        {
            var first = single[bits];
            var second = first.IsLongCode ? default : single[(bits << first.Bits) & (single.Length - 1)];
            steps[bits] = !second.IsLongCode && first.Bits + second.Bits <= WindowBits ? first.Then(second) : first;
        }

        return steps;
    }

    private static HuffmanStep[] BuildSingleSteps()
    {
        var steps = new HuffmanStep[1 << WindowBits];
        for (var symbol = 0; symbol < HuffmanCode.EndOfString; symbol++)
        {
            var length = HuffmanCode.LengthOf(symbol);
            if (length > WindowBits)
                continue;
            var first = (int)HuffmanCode.Codes[symbol] << (WindowBits - length);
            steps.AsSpan(first, 1 << (WindowBits - length)).Fill(HuffmanStep.Of(symbol, length));
        }

        return steps;
    }
}
