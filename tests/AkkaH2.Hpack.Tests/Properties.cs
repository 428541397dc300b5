using FsCheck;
using FsCheck.Fluent;
using static AkkaH2.Hpack.Tests.Blocks;

namespace AkkaH2.Hpack.Tests;

/// <summary>Properties of any fields, not only for those somebody thought of.</summary>
[Trait("RFC 7541", "3")]
public sealed class Properties
{
    private static readonly string[] Names = [":path", "content-length", "cookie", "authorization", "date", "x-a", "x-b", ""];

    private static Gen<string> AnyText => Gen.Choose(0, 255).Select(octet => (char)octet).ArrayOf().Select(chars => new string(chars));

    private static Gen<string> SmallText => Gen.Elements("", "1", "22", "333", "a longer value that comes again and again");

    private static Gen<HeaderField> AnyField =>
        from name in Gen.OneOf(Gen.Elements(Names), AnyText)
        from value in Gen.OneOf(SmallText, AnyText)
        from never in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new HeaderField(name, value, never);

    private static Gen<Exchange> AnyExchange =>
        from size in Gen.Frequency((4, Gen.Constant<int?>(null)), (1, Gen.Choose(0, 400).Select(octets => (int?)octets)))
        from fields in AnyField.ArrayOf()
        select new Exchange(size, fields);

    [Fact]
    public void What_is_encoded_is_decoded_and_both_tables_are_equal() =>
        Prop.ForAll(AnyExchange.ArrayOf().ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), (exchanges, huffman) =>
        {
            var (encoder, decoder) = (new HpackEncoder { UseHuffman = huffman }, new HpackDecoder());
            return exchanges.All(exchange => Survives(exchange, encoder, decoder));
        }).QuickCheckThrowOnFailure();

    [Fact]
    [Trait("RFC 7541", "7.1.3")]
    public void What_is_marked_as_never_indexed_stays_marked_and_out_of_the_tables() =>
        Prop.ForAll(AnyField.ArrayOf().ToArbitrary(), fields =>
        {
            var marked = Array.ConvertAll(fields, field => field with { NeverIndexed = true });
            var decoder = new HpackDecoder();
            return decoder.Read(new HpackEncoder().Write(marked)).Fields.SequenceEqual(marked) && decoder.Table.Count == 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    [Trait("RFC 7541", "5.2")]
    public void Any_octets_survive_Huffman_coding() =>
        Prop.ForAll(AnyText.ToArbitrary(), text =>
        {
            var coded = new byte[Huffman.GetEncodedLength(text)];
            var decoded = new byte[Huffman.GetMaxDecodedLength(coded.Length)];
            return Huffman.Encode(text, coded) == coded.Length && Huffman.Decode(coded, decoded, out var written).IsOk
                && decoded.Take(written).Select(octet => (char)octet).SequenceEqual(text);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_octets_at_all_are_decoded_or_refused() =>
        Prop.ForAll<byte[]>(block => new HpackDecoder().Read(block).Result is var result && result.IsOk == (result.Detail is null)).QuickCheckThrowOnFailure();

    private static bool Survives(Exchange exchange, HpackEncoder encoder, HpackDecoder decoder)
    {
        if (exchange.TableSize is { } size)
        {
            encoder.SetPeerMaxTableSize(size);
            decoder.SetMaxTableSize(size);
        }

        var decoded = decoder.Read(encoder.Write(exchange.Fields));
        return decoded.Result.IsOk
            && decoded.Fields.Select(Unmarked).SequenceEqual(exchange.Fields.Select(Unmarked))
            && decoded.Fields.Zip(exchange.Fields).All(pair => pair.First.NeverIndexed || !pair.Second.NeverIndexed)
            && Contents(encoder.Table).SequenceEqual(Contents(decoder.Table))
            && encoder.Table.Size == decoder.Table.Size;
    }

    private static HeaderField Unmarked(HeaderField field) => field with { NeverIndexed = false };

    private sealed record Exchange(int? TableSize, HeaderField[] Fields)
    {
        public override string ToString() => $"table {TableSize}: {string.Join(", ", Fields)}";
    }
}
