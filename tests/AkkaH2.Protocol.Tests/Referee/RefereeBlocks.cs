using AkkaH2.Referee;

namespace AkkaH2.Protocol.Tests;

/// <summary>Field blocks as the RFC prints them.</summary>
internal static class RefereeBlocks
{
    public static byte[] Hex(string text) => Convert.FromHexString(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));

    public static Field[] Fields(params string[] lines) => [.. lines.Select(line => line.Split(": ", 2)).Select(x => new Field(x[0], x[1]))];
}
