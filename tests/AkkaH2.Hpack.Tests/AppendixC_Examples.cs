using static AkkaH2.Hpack.Tests.Blocks;

namespace AkkaH2.Hpack.Tests;

/// <summary>The examples of RFC 7541 Appendix C, as they stand there.</summary>
[Trait("RFC 7541", "C")]
public sealed class AppendixC_Examples
{
    private readonly HpackDecoder _decoder = new();
    private readonly HpackEncoder _encoder = new();

    [Theory]
    [Trait("RFC 7541", "5.1")]
    [InlineData("0a", 0x1F, 10)]        // C.1.1
    [InlineData("1f 9a 0a", 0x1F, 1337)] // C.1.2
    [InlineData("2a", 0xFF, 42)]        // C.1.3
    public void C_1_Integers(string hex, int prefixMask, int value)
    {
        var reader = new BlockReader(Octets(hex));

        Assert.True(reader.TryReadInteger(prefixMask, out var read));
        Assert.Equal(value, read);
        Assert.True(reader.AtEnd);
    }

    [Fact]
    [Trait("RFC 7541", "6.2.1")]
    public void C_2_1_Literal_with_indexing()
    {
        _decoder.Read("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572").ShouldBe(Field("custom-key", "custom-header"));
        _decoder.ShouldHold(55, Field("custom-key", "custom-header"));
    }

    [Fact]
    [Trait("RFC 7541", "6.2.2")]
    public void C_2_2_Literal_without_indexing()
    {
        _decoder.Read("040c 2f73 616d 706c 652f 7061 7468").ShouldBe(Field(":path", "/sample/path"));
        _decoder.ShouldHold(0);
    }

    [Fact]
    [Trait("RFC 7541", "6.2.3")]
    public void C_2_3_Literal_never_indexed()
    {
        _decoder.Read("1008 7061 7373 776f 7264 0673 6563 7265 74").ShouldBe(Secret("password", "secret"));
        _decoder.ShouldHold(0);
    }

    [Fact]
    [Trait("RFC 7541", "6.1")]
    public void C_2_4_Indexed()
    {
        _decoder.Read("82").ShouldBe(Field(":method", "GET"));
        _decoder.ShouldHold(0);
    }

    [Fact]
    public void C_3_Requests_without_Huffman()
    {
        _decoder.Read("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d").ShouldBe(FirstRequest);
        _decoder.ShouldHold(57, Authority);
        _decoder.Read("8286 84be 5808 6e6f 2d63 6163 6865").ShouldBe(SecondRequest);
        _decoder.ShouldHold(110, NoCache, Authority);
        _decoder.Read("8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65").ShouldBe(ThirdRequest);
        _decoder.ShouldHold(164, Custom, NoCache, Authority);
    }

    private const string C_4_1 = "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff";
    private const string C_4_2 = "8286 84be 5886 a8eb 1064 9cbf";
    private const string C_4_3 = "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf";

    [Fact]
    public void C_4_Requests_with_Huffman()
    {
        _decoder.Read(C_4_1).ShouldBe(FirstRequest);
        _decoder.ShouldHold(57, Authority);
        _decoder.Read(C_4_2).ShouldBe(SecondRequest);
        _decoder.ShouldHold(110, NoCache, Authority);
        _decoder.Read(C_4_3).ShouldBe(ThirdRequest);
        _decoder.ShouldHold(164, Custom, NoCache, Authority);
    }

    [Fact]
    public void C_4_Our_encoder_writes_the_same_octets()
    {
        Assert.Equal(Octets(C_4_1), _encoder.Write(FirstRequest));
        Assert.Equal(Octets(C_4_2), _encoder.Write(SecondRequest));
        Assert.Equal(Octets(C_4_3), _encoder.Write(ThirdRequest));
    }

    [Fact]
    [Trait("RFC 7541", "4.4")]
    public void C_5_Responses_without_Huffman_and_with_eviction()
    {
        var decoder = new HpackDecoder(256);

        decoder.Read("""
            4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133
            2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70
            6c65 2e63 6f6d
            """).ShouldBe(FirstResponse);
        decoder.ShouldHold(222, Location, FirstDate, Private, Status302);
        decoder.Read("4803 3330 37c1 c0bf").ShouldBe(SecondResponse);
        decoder.ShouldHold(222, Status307, Location, FirstDate, Private);
        decoder.Read("""
            88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d
            54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049
            5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e
            3d31
            """).ShouldBe(ThirdResponse);
        decoder.ShouldHold(215, Cookie, Gzip, SecondDate);
    }

    [Fact]
    [Trait("RFC 7541", "4.4")]
    public void C_6_Responses_with_Huffman_and_with_eviction()
    {
        var decoder = new HpackDecoder(256);

        decoder.Read("""
            4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6
            2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3
            """).ShouldBe(FirstResponse);
        decoder.ShouldHold(222, Location, FirstDate, Private, Status302);
        decoder.Read("4883 640e ffc1 c0bf").ShouldBe(SecondResponse);
        decoder.ShouldHold(222, Status307, Location, FirstDate, Private);
        decoder.Read("""
            88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab
            77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f
            9587 3160 65c0 03ed 4ee5 b106 3d50 07
            """).ShouldBe(ThirdResponse);
        decoder.ShouldHold(215, Cookie, Gzip, SecondDate);
    }

    private static HeaderField Authority => Field(":authority", "www.example.com");
    private static HeaderField NoCache => Field("cache-control", "no-cache");
    private static HeaderField Custom => Field("custom-key", "custom-value");
    private static HeaderField Status302 => Field(":status", "302");
    private static HeaderField Status307 => Field(":status", "307");
    private static HeaderField Private => Field("cache-control", "private");
    private static HeaderField FirstDate => Field("date", "Mon, 21 Oct 2013 20:13:21 GMT");
    private static HeaderField SecondDate => Field("date", "Mon, 21 Oct 2013 20:13:22 GMT");
    private static HeaderField Location => Field("location", "https://www.example.com");
    private static HeaderField Gzip => Field("content-encoding", "gzip");
    private static HeaderField Cookie => Field("set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1");

    private static HeaderField[] FirstRequest => [Field(":method", "GET"), Field(":scheme", "http"), Field(":path", "/"), Authority];
    private static HeaderField[] SecondRequest => [.. FirstRequest, NoCache];
    private static HeaderField[] ThirdRequest => [Field(":method", "GET"), Field(":scheme", "https"), Field(":path", "/index.html"), Authority, Custom];
    private static HeaderField[] FirstResponse => [Status302, Private, FirstDate, Location];
    private static HeaderField[] SecondResponse => [Status307, Private, FirstDate, Location];
    private static HeaderField[] ThirdResponse => [Field(":status", "200"), Private, SecondDate, Location, Gzip, Cookie];
}
