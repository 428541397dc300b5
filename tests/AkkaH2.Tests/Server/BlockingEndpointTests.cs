using System.Text;
using AkkaH2.TestKit;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>The connection's actors share one thread: an endpoint that blocks it must not wait for what that thread would do next.</summary>
public sealed class BlockingEndpointTests : ServerTest
{
    [Fact]
    public async Task An_endpoint_may_block_on_its_own_body()
    {
        var peer = await Serve(e => e.Map("POST", "/", x => x.Respond(Encoding.UTF8.GetString(x.Request.Body.ReadToEndAsync(1000).GetAwaiter().GetResult()))));
        await peer.Send(Headers(1).Post("/"));
        await peer.Send(Data(1, "late "));
        await peer.ExpectAlive();
        await peer.Send(Data(1, "body").EndStream());
        Assert.Equal("late body", (await peer.ExpectResponse(1)).Text);
    }

    [Fact]
    public async Task An_endpoint_may_block_on_its_own_writing()
    {
        var peer = await Serve(e => e.Map("GET", "/", x =>
        {
            var writer = x.RespondStreaming();
            writer.WriteAsync(new byte[300_000]).AsTask().GetAwaiter().GetResult();
            writer.WhenSentAsync().GetAwaiter().GetResult();
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(300_000, (await peer.ExpectResponse(1)).Body.Length);
    }

    [Fact]
    public async Task While_it_blocks_other_streams_of_its_connection_are_answered()
    {
        using var release = new ManualResetEventSlim();
        var peer = await Serve(e => e
            .Map("GET", "/block", x =>
            {
                release.Wait(TestDeadline);
                x.Respond("released");
            })
            .Map("GET", "/", x => x.Respond("ok")));
        await peer.Send(Headers(1).Get("/block").EndStream(), Headers(3).Get("/").EndStream());
        Assert.Equal("ok", (await peer.ExpectResponse(3)).Text);
        await peer.Send(Headers(5).Get("/block").EndStream(), Headers(7).Get("/").EndStream());
        Assert.Equal("ok", (await peer.ExpectResponse(7)).Text);

        release.Set();
        Assert.Equal("released", (await peer.ExpectResponse(1)).Text);
        Assert.Equal("released", (await peer.ExpectResponse(5)).Text);
    }
}
