using System.Buffers;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using AkkaH2.Hpack;
using AkkaH2.Referee;
using AkkaH2.TestKit;
using AkkaH2.Protocol.Tests.Wire;
using AkkaH2.Wire;
using Huffman = AkkaH2.Referee.Huffman;

namespace AkkaH2.Protocol.Tests;

/// <summary>
/// Referee and product are two independent sources, and here they are compared entry by entry: a change of either one, also one that its reader
/// and its writer share, fails. And they stay independent: neither calls the other.
/// </summary>
public sealed class RefereeIsNoMirrorTests
{
    private const int ShortCodes = 80; // so many 'a' of 5 bits make Huffman coding worth while, whatever stands behind them

    public static TheoryData<int> Symbols => [.. Enumerable.Range(0, 256)];

    public static TheoryData<int> StaticIndices => [.. Enumerable.Range(1, 61)];

    public static TheoryData<int> Samples => [.. Enumerable.Range(0, FrameSamples.All.Count)];

    [Theory, Trait("RFC 7541", "5.2")]
    [MemberData(nameof(Symbols))]
    public void Each_octet_has_the_same_Huffman_code(int symbol)
    {
        var text = new string('a', ShortCodes) + (char)symbol;
        var octets = HuffmanCodedByTheProduct(text);
        Assert.Equal(text, Encoding.Latin1.GetString(Huffman.Rfc.Decode(octets)));
        Assert.Equal(octets, Huffman.Rfc.Encode(Encoding.Latin1.GetBytes(text)));
        Assert.Equal(text, DecodedByTheProduct(new BlockEncoder { UseHuffman = true }.Encode([new Field("x", text)])).Single().Value);
    }

    [Theory]
    [MemberData(nameof(Symbols))]
    public void A_Huffman_code_that_is_swapped_with_its_neighbour_is_noticed(int symbol)
    {
        // A code with two entries swapped is still prefix-free and whole: who reads and writes with it does not see that.
        var neighbour = HuffmanCodes.AppendixB.Select((code, i) => (code, i)).OrderBy(x => x.code.Bits).Select(x => x.i).SkipWhile(i => i != symbol).Skip(1).First();
        var swapped = HuffmanCodes.AppendixB.ToArray();
        (swapped[symbol], swapped[neighbour]) = (swapped[neighbour], swapped[symbol]);
        var altered = new Huffman(swapped);

        byte[] text = [.. Enumerable.Repeat((byte)'a', ShortCodes), (byte)symbol];
        Assert.Equal(text, altered.Decode(altered.Encode(text)));
        Assert.NotEqual(HuffmanCodedByTheProduct(Encoding.Latin1.GetString(text)), altered.Encode(text));
    }

    [Theory, Trait("RFC 7541", "A")]
    [MemberData(nameof(StaticIndices))]
    public void Each_index_stands_for_the_same_static_field(int index)
    {
        byte[] block = [(byte)(0x80 | index)];
        var field = Assert.Single(new BlockDecoder().Decode(block));
        Assert.Equal(StaticFields.All[index - 1], field);
        Assert.Equal(new HeaderField(field.Name, field.Value), Assert.Single(DecodedByTheProduct(block)));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Each_frame_has_the_same_octets(int sample)
    {
        var frame = FrameSamples.All[sample];
        var octets = WireOctets.Octets(frame);
        Assert.Equal(Convert.ToHexString(octets), Convert.ToHexString(Translation.Octets(frame)));

        var splitter = new FrameSplitter();
        splitter.Append(octets);
        Assert.Equal(frame, Translation.ToProduct(PayloadReader.Read(Assert.Single(splitter.TakeFrames()))));
        Assert.Equal<Outcome<Frame>>(frame, Assert.Single(WireOctets.Decode(Translation.Octets(frame))));
    }

    [Fact]
    public void Each_name_has_the_same_number()
    {
        Assert.Equal(Numbers<TypeNumber>(), Numbers<FrameType>());
        Assert.Equal(Numbers<ErrorNumber>(), Numbers<ErrorCode>());
        Assert.Equal(Numbers<SettingNumber>(), Numbers<SettingId>());
        Assert.Equal(
            (FlagBits.EndStream, FlagBits.Ack, FlagBits.EndHeaders, FlagBits.Padded, FlagBits.Priority),
            ((byte)FrameFlags.EndStream, (byte)FrameFlags.Ack, (byte)FrameFlags.EndHeaders, (byte)FrameFlags.Padded, (byte)FrameFlags.Priority));
    }

    [Fact]
    public void A_number_goes_by_its_name_and_one_without_a_name_as_it_is()
    {
        Assert.All(Enum.GetValues<ErrorCode>(), code => Assert.Equal($"{code}", $"{(ErrorNumber)NamedNumbers.Number(code)}"));
        Assert.Equal((0x0a0a, (SettingId)0x0a0a), (NamedNumbers.Number((SettingId)0x0a0a), NamedNumbers.Setting(0x0a0a)));
        Assert.Equal((0xfe, (FrameType)0xfe), (NamedNumbers.Number((FrameType)0xfe), NamedNumbers.Type(0xfe)));
        Assert.Equal(0xd7, NamedNumbers.Bits((FrameFlags)0xd7));
    }

    [Fact]
    public void The_preface_is_the_same() => Assert.Equal(ConnectionPreface.Octets.ToArray(), Preface.Octets);

    [Fact]
    public void The_referee_needs_nothing_but_the_runtime() =>
        Assert.All(typeof(Huffman).Assembly.GetReferencedAssemblies(), assembly => Assert.StartsWith("System.", assembly.Name, StringComparison.Ordinal));

    [Fact]
    public void The_peer_reads_and_writes_nothing_with_the_product()
    {
        string[] codec = [nameof(FrameDecoder), nameof(FrameWriter), nameof(FrameHeader), nameof(FieldBlockAssembler), nameof(ConnectionPreface), nameof(HpackDecoder), nameof(HpackEncoder)];
        string[] members = ["Parse", nameof(Frame.WritePayload), $"get_{nameof(Frame.PayloadLength)}", $"get_{nameof(DataFrame.FlowControlledLength)}"];
        using var file = new PEReader(File.OpenRead(typeof(TestPeer).Assembly.Location));
        var calls = CallsInto("AkkaH2.Wire", file.GetMetadataReader()).Concat(CallsInto("AkkaH2.Hpack", file.GetMetadataReader())).ToList();

        Assert.Contains((nameof(DataFrame), ".ctor"), calls); // the records are there, as values
        Assert.DoesNotContain(calls, call => codec.Contains(call.Type) || members.Contains(call.Member));
    }

    private static IEnumerable<(string Type, string Member)> CallsInto(string space, MetadataReader metadata) =>
        from member in metadata.MemberReferences.Select(metadata.GetMemberReference)
        where member.Parent.Kind == HandleKind.TypeReference
        let type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent)
        where metadata.GetString(type.Namespace) == space
        select (metadata.GetString(type.Name), metadata.GetString(member.Name));

    private static IEnumerable<(string Name, ulong Number)> Numbers<T>()
        where T : struct, Enum => Enum.GetNames<T>().Select(name => (name, Convert.ToUInt64(Enum.Parse<T>(name)))).Order();

    /// <summary>The value's octets in a block that the product wrote: a literal, whose name is one octet.</summary>
    private static byte[] HuffmanCodedByTheProduct(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        new HpackEncoder().Encode([new HeaderField("x", text)], output);
        var block = output.WrittenSpan.ToArray();
        Assert.Equal((1, (byte)'x'), (block[1], block[2]));
        Assert.Equal(0x80 | (block.Length - 4), block[3]); // Huffman-coded, and the rest of the block
        return block[4..];
    }

    private static List<HeaderField> DecodedByTheProduct(byte[] block)
    {
        var fields = new List<HeaderField>();
        Assert.Equal(HpackStatus.Ok, new HpackDecoder().Decode(block, fields).Status);
        return fields;
    }
}
