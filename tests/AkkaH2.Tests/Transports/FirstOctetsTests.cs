using System.Buffers;
using System.Text;
using AkkaH2.Transports;

namespace AkkaH2.Tests.Transports;

[Trait("RFC 9113", "3.4")]
public sealed class FirstOctetsTests
{
    [Theory]
    [InlineData("", OctetsOf.Undecided)]
    [InlineData("P", OctetsOf.Undecided)]
    [InlineData("PR", OctetsOf.Undecided)]
    [InlineData("PRI", OctetsOf.Http2)]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", OctetsOf.Http2)]
    [InlineData("PRX", OctetsOf.Http1)]
    [InlineData("PU", OctetsOf.Http1)]
    [InlineData("G", OctetsOf.Http1)]
    [InlineData("p", OctetsOf.Http1)]
    [InlineData("\0", OctetsOf.Http1)]
    [InlineData("\u0016", OctetsOf.Tls)]
    [InlineData("\u0016\u0003\u0001", OctetsOf.Tls)]
    internal void They_decide_as_soon_as_they_can(string octets, OctetsOf expected) =>
        Assert.Equal(expected, FirstOctets.Classify(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(octets))));
}
