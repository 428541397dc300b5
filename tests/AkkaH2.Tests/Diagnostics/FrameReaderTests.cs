using System.Buffers;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;

namespace AkkaH2.Tests.Diagnostics;

/// <summary>Octets of a connection as lines that people read.</summary>
public sealed class FrameReaderTests
{
    [Fact]
    public void A_clients_frames_are_lines_whatever_the_pieces()
    {
        var session = new Http2Session(new Http2Options { Role = Role.Client }, new Ignore());
        session.Connection.SendRequest([new(":method", "GET"), new(":path", "/"), new("authorization", "secret"), new("x-key", "secret", NeverIndexed: true), new("x-a", "1\u00e4")], endStream: true);
        var octets = new ArrayBufferWriter<byte>();
        session.Write(octets);
        foreach (var size in new[] { 1, 7, octets.WrittenCount })
        {
            var reader = new FrameReader(Role.Client);
            var lines = octets.WrittenMemory.ToArray().Chunk(size).SelectMany(piece => reader.Read(new ReadOnlySequence<byte>(piece))).ToArray();
            Assert.StartsWith("SETTINGS stream=0 ", lines[0]);
            Assert.Equal(@"HEADERS stream=1 END_STREAM :method: GET, :path: /, authorization: (hidden), x-key: (hidden), x-a: 1\xe4", lines[^1]);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 4, 3, 0, 0, 0, 0, 5, 0, 0, 0, 8 }, "RST_STREAM stream=5 CANCEL")]
    [InlineData(new byte[] { 0, 0, 4, 8, 0, 0, 0, 0, 0, 0, 0, 1, 0 }, "WINDOW_UPDATE stream=0 +256")]
    [InlineData(new byte[] { 0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0 }, "GOAWAY stream=0 last=3 NO_ERROR")]
    [InlineData(new byte[] { 0, 0, 3, 8, 0, 0, 0, 0, 0, 0, 0, 1 }, "FRAME_SIZE_ERROR: WINDOW_UPDATE of 3 octets")]
    public void A_servers_frames_are_too(byte[] octets, string line) =>
        Assert.Equal([line], new FrameReader(Role.Server).Read(new ReadOnlySequence<byte>(octets)));

    private sealed class Ignore : IHttp2Events
    {
        public void OnRequest(Http2Stream stream, RequestHead head) => throw new NotSupportedException();

        public void OnBegin(Http2Stream stream) => throw new NotSupportedException();

        public void OnRefused(Http2Stream stream, Refusal refusal) => throw new NotSupportedException();

        public void OnData(Http2Stream stream, ReadOnlyMemory<byte> octets) => throw new NotSupportedException();

        public void OnEnd(Http2Stream stream, Headers trailers) => throw new NotSupportedException();

        public void OnAborted(Http2Stream stream, string reason, Wire.ErrorCode? peerReset) => throw new NotSupportedException();

        public void OnWritten(Http2Stream stream, int octets)
        {
            // nobody waits for it
        }

        public void OnTimeout(Http2Stream stream) => throw new NotSupportedException();

        public void OnDraining() => throw new NotSupportedException();

        public void OnConnectionError(Wire.ErrorCode code, string detail, Wire.StreamId lastStream, bool ours) => throw new NotSupportedException();

        public void OnReset(Wire.StreamId stream, Wire.ErrorCode code, string detail, bool ours) => throw new NotSupportedException();
    }
}
