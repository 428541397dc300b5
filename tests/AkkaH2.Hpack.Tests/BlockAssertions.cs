namespace AkkaH2.Hpack.Tests;

/// <summary>The expected result of a block.</summary>
internal static class BlockAssertions
{
    public static void ShouldBe(this Decoded decoded, params HeaderField[] fields)
    {
        Assert.Equal(default, decoded.Result);
        Assert.Equal(fields, decoded.Fields);
    }

    public static void ShouldFail(this Decoded decoded, string detail) =>
        Assert.Equal(new HpackResult(HpackStatus.CompressionError, detail), decoded.Result);

    /// <summary>The dynamic table, newest first, and its size (RFC 7541 §4.1).</summary>
    public static void ShouldHold(this HpackDecoder decoder, int size, params HeaderField[] newestFirst)
    {
        Assert.Equal(newestFirst, Blocks.Contents(decoder.Table));
        Assert.Equal(size, decoder.Table.Size);
    }
}
