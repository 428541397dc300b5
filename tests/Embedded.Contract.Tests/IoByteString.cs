using System.Text;
using Akka.IO;

namespace Embedded.Contract.Tests;

/// <summary>The rope of octets.</summary>
public sealed class IoByteString
{
    private static readonly ByteString Parts = ByteString.FromString("ab") + ByteString.FromString("cde") + ByteString.FromString("f");

    [Fact]
    public void CopyFrom_copies_and_FromBytes_wraps()
    {
        byte[] octets = [1, 2, 3];
        var (copied, wrapped) = (ByteString.CopyFrom(octets), ByteString.FromBytes(octets));

        octets[0] = 9;

        Assert.Equal([1, 2, 3], copied.ToArray());
        Assert.Equal([9, 2, 3], wrapped.ToArray());
    }

    [Fact]
    public void Concat_keeps_the_order_and_the_count()
    {
        Assert.Equal(6, Parts.Count);
        Assert.Equal("abcdef", Encoding.UTF8.GetString(Parts.ToArray()));
        Assert.False(Parts.IsCompact);
        Assert.True(Parts.Compact().IsCompact);
    }

    [Fact]
    public void Equality_is_by_content()
    {
        Assert.True(Parts == ByteString.FromString("abcdef"));
        Assert.True(Parts != ByteString.FromString("abcdeg"));
        Assert.Equal(Parts.GetHashCode(), ByteString.FromString("abcdef").GetHashCode());
    }

    [Theory]
    [InlineData(0, 6, "abcdef")]
    [InlineData(0, 2, "ab")]
    [InlineData(1, 3, "bcd")]
    [InlineData(2, 3, "cde")]
    [InlineData(5, 1, "f")]
    [InlineData(3, 0, "")]
    public void A_slice_is_a_part(int index, int count, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Parts.Slice(index, count).ToArray()));

    [Fact]
    public void Octets_are_found_by_index_and_by_value()
    {
        Assert.Equal((byte)'d', Parts[3]);
        Assert.Equal(3, Parts.IndexOf((byte)'d'));
        Assert.Equal(-1, Parts.IndexOf((byte)'a', 1));
        Assert.Equal(-1, Parts.IndexOf((byte)'z'));
        Assert.Throws<IndexOutOfRangeException>(() => Parts[6]);
    }

    [Fact]
    public void CopyTo_says_how_much_it_copied()
    {
        var buffer = new byte[8];

        Assert.Equal(6, Parts.CopyTo(buffer, 1, 6));

        Assert.Equal("\0abcdef\0", Encoding.UTF8.GetString(buffer));
    }

    [Fact]
    public void Nothing_is_Empty()
    {
        Assert.True(ByteString.Empty.IsEmpty);
        Assert.Empty(ByteString.FromString("").ToArray());
        Assert.Equal(Parts, Parts + ByteString.Empty);
    }

    [Fact]
    public async Task WriteTo_writes_every_part()
    {
        using var stream = new MemoryStream();

        Parts.WriteTo(stream);
        await Parts.WriteToAsync(stream);

        Assert.Equal("abcdefabcdef", Encoding.UTF8.GetString(stream.ToArray()));
    }
}
