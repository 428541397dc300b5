using AkkaH2.Hpack;
using AkkaH2.Referee;

namespace AkkaH2.Protocol.Tests;

/// <summary>The referee against seven encoders that others wrote, and its own encoder against the product's decoder.</summary>
public sealed class RefereeStoryTests
{
    [RefereeStoryTheory]
    [InlineData("go-hpack")]
    [InlineData("haskell-http2-linear-huffman")]
    [InlineData("haskell-http2-naive")]
    [InlineData("nghttp2")]
    [InlineData("nghttp2-16384-4096")]
    [InlineData("nghttp2-change-table-size")]
    [InlineData("swift-nio-hpack-huffman")]
    public void What_others_encoded_is_read(string encoder)
    {
        var stories = RefereeVectors.Stories(encoder);
        foreach (var story in stories)
        {
            var decoder = new BlockDecoder();
            foreach (var (tableSize, block, fields) in story)
            {
                if (tableSize is { } size) decoder.Limit((int)size);
                Assert.Equal(fields, decoder.Decode(block).Select(field => field with { NeverIndexed = false })); // a story does not say which are
            }
        }

        Assert.True(stories.Count > 30, $"{stories.Count} stories");
    }

    [RefereeStoryTheory]
    [InlineData(Indexing.None, false)]
    [InlineData(Indexing.None, true)]
    [InlineData(Indexing.Incremental, false)]
    [InlineData(Indexing.Incremental, true)]
    public void What_the_referee_encodes_is_read_by_the_product_and_by_itself(Indexing indexing, bool huffman)
    {
        uint[] sizes = [4_096, 0, 1_365, 100];
        var stories = RefereeVectors.Stories("raw-data");
        foreach (var story in stories)
        {
            var (encoder, itself, product) = (new BlockEncoder { Indexing = indexing, UseHuffman = huffman }, new BlockDecoder(), new HpackDecoder());
            foreach (var ((_, _, fields), i) in story.Select((x, i) => (x, i)))
            {
                var size = sizes[i % sizes.Length];
                encoder.Allow(size);
                itself.Limit((int)size);
                product.SetMaxTableSize((int)size);

                var block = encoder.Encode(fields);
                Assert.Equal(fields, itself.Decode(block));
                var read = new List<HeaderField>();
                Assert.Equal(HpackStatus.Ok, product.Decode(block, read).Status);
                Assert.Equal(fields, read.Select(field => new Field(field.Name, field.Value)));
            }
        }

        Assert.True(stories.Count > 30, $"{stories.Count} stories");
    }
}
