using Xunit.Abstractions;
using static AkkaH2.Hpack.Tests.Blocks;

namespace AkkaH2.Hpack.Tests;

/// <summary>The stories of hpack-test-case: what seven encoders wrote, and raw fields for ours.</summary>
public sealed class Stories(ITestOutputHelper output)
{
    public static TheoryData<string> OtherEncoders => [.. StoryFolder.Names.Where(name => name != StoryFolder.Raw)];

    /// <summary>The encoder's cap, whether it uses Huffman, and what the decoder allows block by block.</summary>
    public static TheoryData<int, bool, int[]> Strategies
    {
        get
        {
            var strategies = new TheoryData<int, bool, int[]> { { 0, true, [4096] }, { 0, false, [4096] } }; // static only
            foreach (int[] sizes in new int[][] { [0], [4096], [16384], [4096, 0, 1365, 16384, 100] })
            {
                strategies.Add(16384, true, sizes);
                strategies.Add(16384, false, sizes);
            }

            return strategies;
        }
    }

    [StoryTheory]
    [MemberData(nameof(OtherEncoders))]
    [Trait("RFC 7541", "3.2")]
    public void What_others_encoded_is_decoded(string encoder)
    {
        var stories = StoryFolder.Load(encoder);
        foreach (var story in stories)
        {
            var decoder = new HpackDecoder();
            foreach (var block in story.Cases)
            {
                if (block.TableSize is { } size)
                    decoder.SetMaxTableSize(size);
                decoder.Read(block.Wire).ShouldHaveFields(block.Fields, story.Name);
            }
        }

        output.WriteLine($"{encoder}: {stories.Length} stories, {stories.Sum(story => story.Cases.Count)} blocks");
        Assert.True(stories.Length > 30);
    }

    [StoryTheory]
    [MemberData(nameof(Strategies))]
    [Trait("RFC 7541", "4.2")]
    public void What_we_encode_is_decoded_and_the_tables_stay_equal(int cap, bool huffman, int[] sizes)
    {
        var stories = StoryFolder.Load(StoryFolder.Raw);
        foreach (var story in stories)
        {
            var (encoder, decoder) = (new HpackEncoder(cap) { UseHuffman = huffman }, new HpackDecoder());
            for (var i = 0; i < story.Cases.Count; i++)
            {
                encoder.SetPeerMaxTableSize(sizes[i % sizes.Length]);
                decoder.SetMaxTableSize(sizes[i % sizes.Length]);
                decoder.Read(encoder.Write(story.Cases[i].Fields)).ShouldHaveFields(story.Cases[i].Fields, story.Name);
                Assert.Equal(encoder.Table.Size, decoder.Table.Size);
            }

            Assert.Equal(Contents(encoder.Table), Contents(decoder.Table));
        }

        output.WriteLine($"cap {cap}, Huffman {huffman}, tables of {string.Join(", ", sizes)}: {stories.Length} stories, {stories.Sum(story => story.Cases.Count)} blocks");
        Assert.True(stories.Length > 30);
    }
}

internal static class StoryAssertions
{
    /// <summary>A story does not say which fields are never indexed.</summary>
    public static void ShouldHaveFields(this Decoded decoded, HeaderField[] fields, string story)
    {
        Assert.True(decoded.Result.IsOk, $"{story}: {decoded.Result.Detail}");
        Assert.Equal(fields, decoded.Fields.Select(field => field with { NeverIndexed = false }));
    }
}
