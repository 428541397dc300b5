using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "3.4")]
public sealed class ConnectionPrefaceTests
{
    [Fact]
    public void The_preface_is_24_octets() => Assert.Equal(
        "505249202A20485454502F322E300D0A0D0A534D0D0A0D0A",
        Convert.ToHexString(ConnectionPreface.Octets));

    [Fact]
    public void Every_beginning_of_it_asks_for_more()
    {
        for (var length = 0; length < ConnectionPreface.Size; length++)
            Assert.Equal(PrefaceMatch.Beginning, ConnectionPreface.Match(ConnectionPreface.Octets[..length]));
    }

    [Fact]
    public void Frames_may_follow_at_once() =>
        Assert.Equal(PrefaceMatch.Whole, ConnectionPreface.Match([.. ConnectionPreface.Octets, 0, 0, 0, 4, 0, 0, 0, 0, 0]));

    [Fact]
    public void One_wrong_octet_is_seen_wherever_it_is()
    {
        for (var i = 0; i < ConnectionPreface.Size; i++)
        {
            var octets = ConnectionPreface.Octets[..(i + 1)].ToArray();
            octets[i] ^= 0x20;
            Assert.Equal(PrefaceMatch.Other, ConnectionPreface.Match(octets));
        }
    }

    [Fact]
    public void A_request_of_HTTP_1_is_something_else() => Assert.Equal(PrefaceMatch.Other, ConnectionPreface.Match("GET / HTTP/1.1\r\n"u8));
}
