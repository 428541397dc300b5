using System.Threading.Channels;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>How much a response may have unsent (send-buffer-size), by how many streams its connection has open.</summary>
public sealed class SendBufferTests : ServerTest
{
    private const int Piece = 1_024; // octets, and each takes 256 more

    protected override string Hocon => "akka.h2 { send-buffer-size = 16384, server-push = on }";

    private readonly Channel<int> _waits = Channel.CreateUnbounded<int>();

    [Fact]
    public async Task Fewer_than_four_streams_share_what_four_may_have_unsent()
    {
        var peer = await Serve(e => e.Map("GET", "/", WriteUntilItWaits));
        peer.AutoCredit = false;
        await peer.Send(Settings((SettingId.InitialWindowSize, 0)));
        await peer.ExpectSettingsAck();

        Assert.Equal(52, await Waits(stream: 1)); // 64 KiB
        Assert.Equal(26, await Waits(stream: 3)); // 32 KiB
        Assert.Equal(18, await Waits(stream: 5)); // 21 KiB
        Assert.Equal(14, await Waits(stream: 7)); // 16 KiB
        Assert.Equal(14, await Waits(stream: 9));

        async Task<int> Waits(int stream)
        {
            await peer.Send(Headers(stream).Get("/").EndStream());
            return await NextWait();
        }
    }

    [Fact]
    public async Task Pushed_ones_count()
    {
        var pushed = new TaskCompletionSource<int[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = await Serve(e => e
            .Map("GET", "/pushed/{n}", WriteUntilItWaits)
            .Map("GET", "/", async x =>
            {
                var each = new int[4];
                for (var n = 0; n < each.Length; n++)
                {
                    _ = x.PushAsync($"/pushed/{n}");
                    each[n] = await NextWait();
                }

                pushed.SetResult(each);
                await WriteUntilItWaits(x);
            }));
        peer.AutoCredit = false;
        await peer.Send(Settings((SettingId.InitialWindowSize, 0)));
        await peer.ExpectSettingsAck();
        await peer.Send(Headers(1).Get("/").EndStream());
        var waits = await pushed.Task.WaitAsync(Deadline);
        Assert.Equal([26, 18, 14, 14], waits);
        Assert.Equal(14, await NextWait());
    }

    private Task<int> NextWait() => _waits.Reader.ReadAsync().AsTask().WaitAsync(Deadline);

    private async Task WriteUntilItWaits(Exchange x)
    {
        var body = x.RespondStreaming();
        for (var pieces = 1; ; pieces++)
        {
            var write = body.WriteAsync(new byte[Piece]);
            if (!write.IsCompleted)
                _waits.Writer.TryWrite(pieces);
            await write;
        }
    }

    [Theory]
    [InlineData(1, 1, 4)]
    [InlineData(100, 3, 133)]
    [InlineData(100, 4, 100)]
    [InlineData(100, 1_000, 100)]
    [InlineData(100, 0, 400)]
    [InlineData(int.MaxValue, 1, int.MaxValue)]
    public void One_stream_has_its_share(int size, int streams, int octets)
    {
        var buffers = new SendBuffers(size);
        Assert.Equal(size, buffers.ForOne);
        buffers.Share(streams);
        Assert.Equal(octets, buffers.ForOne);
    }
}
