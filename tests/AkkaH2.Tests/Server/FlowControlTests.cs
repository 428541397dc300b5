using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class FlowControlTestsOnSockets() : FlowControlTests("sockets");

public sealed class FlowControlTestsOnAkkaIo() : FlowControlTests("akka-io");

public sealed class FlowControlTestsOverTlsOnSockets() : FlowControlTests("sockets", tls: true);

public sealed class FlowControlTestsOverTlsOnAkkaIo() : FlowControlTests("akka-io", tls: true);

[Trait("RFC 9113", "6.9")]
public abstract class FlowControlTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    private const int Window = 100_000;
    private const int MaxUnread = 400_000;

    private readonly TaskCompletionSource _read = new();

    protected override string Hocon => $$"""
        akka.h2 {
          initial-window-size = {{Window}}
          connection-window-size = {{Window}}
          max-unread-octets = {{MaxUnread}}
          adaptive-window.enabled = off
        }
        """;

    [Fact]
    [Trait("RFC 9113", "5.2.2")]
    public async Task Streams_that_nobody_reads_stall_alone()
    {
        var peer = await Serve();
        foreach (var stream in (int[])[1, 3])
        {
            await peer.Send(Headers(stream).Post("/late"));
            await peer.SendBody(stream, new byte[Window], endStream: false);
        }

        await peer.ExpectAlive();
        Assert.Equal(0, peer.SendWindow(1));
        await peer.Send(Headers(5).Post("/now"));
        await peer.SendBody(5, new byte[5 * Window]);
        Assert.Equal($"{5 * Window}", (await peer.ExpectResponse(5)).Text);
        Assert.DoesNotContain(peer.Received, frame => frame is PingFrame { Ack: false }); // nothing to measure
    }

    [Fact]
    public async Task What_is_unread_and_what_may_come_are_never_more_than_the_bound()
    {
        var peer = await Serve();
        var sent = await SendUnread(peer);
        Assert.InRange(sent, MaxUnread - (Window / 2), MaxUnread);

        _read.SetResult();
        while (peer.SendWindow(0) < Window / 2)
            await peer.Expect<WindowUpdateFrame>(update => update.Stream.IsConnection);
    }

    [Fact]
    public async Task A_stream_that_is_reset_gives_its_octets_back()
    {
        var peer = await Serve();
        await SendUnread(peer);
        await peer.Send(RstStream(1));
        await peer.ExpectAlive();
        Assert.Equal(Window, peer.SendWindow(0));
    }

    [Fact]
    [Trait("RFC 9113", "5.1")]
    public async Task DATA_behind_the_end_of_a_stream_gives_its_octets_back()
    {
        var peer = await Serve();
        for (var stream = 1; stream < 80; stream += 2)
            await peer.Send(Headers(stream).Post("/late").EndStream(), Data(stream, new byte[16_384]));

        await peer.ExpectStreamError(79, ErrorCode.StreamClosed);
        Assert.InRange(peer.SendWindow(0), Window / 2, Window);
    }

    [Fact]
    public async Task Padding_counts_and_comes_back_at_once()
    {
        var peer = await Serve();
        await peer.Send(Headers(1).Post("/late"));
        for (var i = 0; i < 1_000; i++)
            await peer.Send(Data(1, "x").Padded(255));

        await peer.ExpectAlive();
        Assert.InRange(peer.SendWindow(1), (Window / 2) - 1_000, Window);
    }

    /// <summary>Opens streams that nobody reads and sends all that the windows allow.</summary>
    private static async Task<long> SendUnread(TestPeer peer)
    {
        var sent = 0L;
        for (var stream = 1; peer.SendWindow(0) > 0; stream += 2)
        {
            await peer.Send(Headers(stream).Post("/late"));
            while (Math.Min(peer.SendWindow(stream), peer.SendWindow(0)) is > 0 and var room)
            {
                await peer.Send(Data(stream, new byte[Math.Min(room, 16_384)]));
                await peer.ExpectAlive();
                sent += Math.Min(room, 16_384);
            }
        }

        return sent;
    }

    private Task<TestPeer> Serve() => Serve(e => e
        .Map("POST", "/now", Count)
        .Map("POST", "/late", async x =>
        {
            await _read.Task;
            await Count(x);
        }));

    private static async Task Count(Exchange exchange) =>
        exchange.Respond((await exchange.Request.Body.ReadToEndAsync(int.MaxValue)).Length.ToString());
}
