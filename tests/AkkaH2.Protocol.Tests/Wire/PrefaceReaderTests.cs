using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

[Trait("RFC 9113", "3.4")]
public sealed class PrefaceReaderTests
{
    [Fact]
    public void The_preface_is_taken_off_in_pieces_of_any_size()
    {
        for (var size = 1; size <= ConnectionPreface.Size + 3; size++)
        {
            byte[] octets = [.. ConnectionPreface.Octets, 1, 2, 3];
            var reader = default(PrefaceReader);
            var rest = new List<byte>();
            foreach (var chunk in octets.Chunk(size))
            {
                ReadOnlyMemory<byte> memory = chunk;
                if (!reader.IsComplete)
                    Assert.Null(reader.Take(ref memory));
                rest.AddRange(memory.Span);
            }

            Assert.True(reader.IsComplete);
            Assert.Equal([1, 2, 3], rest);
        }
    }

    [Fact]
    public void Anything_else_is_a_connection_error_that_says_what_was_seen()
    {
        ReadOnlyMemory<byte> http1 = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray();
        var error = Assert.IsType<Http2Error.OnConnection>(default(PrefaceReader).Take(ref http1));
        Assert.Equal(ErrorCode.ProtocolError, error.Code);
        Assert.Contains("GET / HTTP/1.1\\x0d\\x0a", error.Detail);
    }
}
