using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server.Middleware;

/// <summary>Streams of the application's that make the body of a response, or that it goes through, and that throw when they are disposed of.</summary>
public sealed class FailingEncoderTests() : ServerTest("memory")
{
    private readonly SlotProbe _slots = new();

    protected override string Hocon => "akka.h2.max-concurrent-streams = 1";

    [Fact]
    public async Task After_a_reset_the_slot_is_free_all_the_same()
    {
        var peer = await Serve(e => _slots.Map(e.Map("GET", "/", async x =>
        {
            x.OnResponding(r => r with { Body = r.Body.Through(output => new Stuck(output)) });
            var writer = x.RespondStreaming();
            await writer.WriteAsync("half"u8.ToArray());
            await Task.Delay(Timeout.InfiniteTimeSpan, x.Aborted);
        })));
        var stream = peer.NewStream();
        await peer.Send(Headers(stream).Get("/").EndStream());
        await peer.ExpectHeaders(stream);
        await peer.Send(RstStream(stream));
        await _slots.ExpectAllFree(peer).WaitAsync(Deadline);
    }

    [Fact]
    public async Task A_body_that_is_not_wanted_cannot_fail_its_response()
    {
        var peer = await Serve(e => e.Map("HEAD", "/", _ => new Response(200, AkkaH2.Headers.Empty, ResponseBody.From(new Stuck(Stream.Null)))));
        await peer.Send(Headers(1).Request("HEAD", "/").EndStream());
        Assert.Equal(200, (await peer.ExpectResponse(1)).Status);
    }

    private sealed class Stuck(Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => output.Flush();

        public override int Read(byte[] buffer, int offset, int count) => output.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

        protected override void Dispose(bool disposing) => throw new IOException("stuck");
    }
}
