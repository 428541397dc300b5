using System.Buffers;
using static AkkaH2.Hpack.Tests.Blocks;

namespace AkkaH2.Hpack.Tests;

/// <summary>Which representation the encoder chooses.</summary>
[Trait("RFC 7541", "6")]
[Trait("RFC 7541", "6.2")]
public sealed class Section_6_Representations
{
    private readonly HpackEncoder _encoder = new();

    [Fact]
    [Trait("RFC 7541", "6.2.1")]
    public void A_field_is_inserted_once_and_an_index_from_then_on()
    {
        Assert.Equal(Octets("40 01 61 01 31"), _encoder.Write(Field("a", "1")));
        Assert.Equal(Octets("be"), _encoder.Write(Field("a", "1")));
    }

    [Fact]
    [Trait("RFC 7541", "6.1")]
    public void A_known_field_is_found_by_content_not_only_by_instance()
    {
        _encoder.Write(Field("some-name", "some value"));

        Assert.Equal(Octets("be"), _encoder.Write(Field(new string("some-name".AsSpan()), new string("some value".AsSpan()))));
    }

    [Fact]
    [Trait("RFC 7541", "6.1")]
    public void An_index_follows_its_field_as_others_are_inserted()
    {
        _encoder.Write(Field("a", "1"));
        _encoder.Write(Field("b", "2"));

        Assert.Equal(Octets("bf be"), _encoder.Write(Field("a", "1"), Field("b", "2")));
    }

    [Fact]
    [Trait("RFC 7541", "6.2.1")]
    public void A_known_name_is_an_index_with_a_new_value()
    {
        _encoder.Write(Field("a", "1"));

        Assert.Equal(Octets("7e 01 32"), _encoder.Write(Field("a", "2")));
        Assert.Equal(Octets("61 01 33"), _encoder.Write(Field("date", "3")));
    }

    [Theory]
    [Trait("RFC 7541", "6.2.2")]
    [InlineData(":path", "/orders/1742")]
    [InlineData("content-length", "1742")]
    [InlineData("etag", "\"1742\"")]
    [InlineData("age", "1742")]
    [InlineData("if-none-match", "\"1742\"")]
    public void What_changes_with_every_message_enters_the_table_only_when_it_is_repeated(string name, string value)
    {
        Assert.True(_encoder.Write(Field(name, value))[0] < 0x10, "without indexing");
        Assert.True(_encoder.Write(Field(name, value))[0] is >= 0x40 and < 0x80, "inserted");
        Assert.Equal(Octets("be"), _encoder.Write(Field(name, value)));
    }

    [Fact]
    [Trait("RFC 7541", "6.2.2")]
    public void A_field_that_would_fill_the_table_is_not_indexed()
    {
        _encoder.Write(Field("x", new string('v', 4000)));
        Assert.Equal(0, _encoder.Table.Count);
    }

    [Fact]
    public void An_evicted_field_is_written_anew()
    {
        var encoder = new HpackEncoder(tableSizeCap: 100);
        encoder.Write(Field("a", "1"), Field("b", "2"), Field("c", "3"));

        Assert.Equal(Octets("40 01 61 01 31"), encoder.Write(Field("a", "1")));
    }

    [Fact]
    public void A_char_that_is_no_octet_is_our_own_mistake_and_leaves_the_encoder_usable()
    {
        var fault = Assert.Throws<ArgumentException>(() => _encoder.Write(Field("a", "1"), Field("b", "3 €")));

        Assert.Equal("header field 'b' has the char U+20AC at 2, which is no octet", fault.Message);
        Assert.Equal(0, _encoder.Table.Count);
        Assert.Equal(Octets("40 01 61 01 31"), _encoder.Write(Field("a", "1")));
    }

    [Fact]
    public void An_output_of_small_pieces_gets_the_same_octets()
    {
        HeaderField[] fields = [Field(":method", "GET"), Field("x-long", new string('v', 300)), Field("x-binary", "\u00ff\u0000"), Secret("y", "1")];
        var pieces = new SmallPieces();
        new HpackEncoder(tableSizeCap: 100).Encode(fields, pieces);

        Assert.Equal(new HpackEncoder(tableSizeCap: 100).Write(fields), pieces.Written);
    }

    [Fact]
    public void Known_fields_are_encoded_without_allocating()
    {
        HeaderField[] fields = [Field(":status", "200"), Field("date", "Mon, 21 Oct 2013 20:13:21 GMT"), Secret("x", "secret"), Field("content-length", "13")];
        var output = new ArrayBufferWriter<byte>(1 << 16);
        for (var i = 0; i < 3; i++)
            _encoder.Encode(fields, output);

        // The least of some rounds: the runtime itself may allocate here now and then.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => AllocatedByEncoding(fields, output)));
    }

    private long AllocatedByEncoding(HeaderField[] fields, ArrayBufferWriter<byte> output)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            _encoder.Encode(fields, output);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

/// <summary>Hands out no octet more than it is asked for.</summary>
internal sealed class SmallPieces : IBufferWriter<byte>
{
    private readonly List<byte> _written = [];
    private byte[] _piece = [];

    public byte[] Written => [.. _written];

    public void Advance(int count) => _written.AddRange(_piece.AsSpan(0, count));

    public Memory<byte> GetMemory(int sizeHint = 0) => _piece = new byte[Math.Max(sizeHint, 1)];

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
