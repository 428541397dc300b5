using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class ConnectTestsOnSockets() : ConnectTests("sockets");

public sealed class ConnectTestsOnAkkaIo() : ConnectTests("akka-io");

public sealed class ConnectTestsOverTlsOnSockets() : ConnectTests("sockets", tls: true);

public sealed class ConnectTestsOverTlsOnAkkaIo() : ConnectTests("akka-io", tls: true);

[Trait("RFC 9113", "8.5")]
public abstract class ConnectTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    [Fact]
    public async Task A_tunnel_carries_octets_both_ways_until_each_side_has_ended()
    {
        var peer = await Serve(e => e.MapConnect(async x =>
        {
            await using var tunnel = x.OpenTunnel(AkkaH2.Headers.Of(("x-to", x.Request.Authority)));
            await tunnel.CopyToAsync(tunnel);
            await tunnel.WriteAsync("end"u8.ToArray());
            tunnel.CompleteWrites();
        }));
        await peer.Send(Headers(1).Connect("example.com:443"));
        var head = await peer.ExpectHeaders(1);
        Assert.Equal((200, "example.com:443", null, false), (head.Status, head["x-to"], head["content-length"], head.EndStream));

        await peer.Send(Data(1, "ping"));
        await peer.Expect(Data(1, "ping"));
        await peer.Send(Data(1, "pong").EndStream());
        Assert.Equal("pongend"u8.ToArray(), await peer.ExpectRest(1));
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task Our_side_can_end_first()
    {
        var rest = new TaskCompletionSource<string>();
        var peer = await Serve(e => e.MapConnect(async x =>
        {
            await using var tunnel = x.OpenTunnel();
            tunnel.CompleteWrites();
            rest.SetResult(await new StreamReader(tunnel).ReadToEndAsync());
        }));
        await peer.Send(Headers(1).Connect("example.com:443"));
        Assert.Empty((await peer.ExpectResponse(1)).Body);
        await peer.Send(Data(1, "still "), Data(1, "here").EndStream());
        Assert.Equal("still here", await rest.Task.WaitAsync(Deadline));
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task An_endpoint_that_returns_ends_our_side_in_order()
    {
        var peer = await Serve(e => e.MapConnect(async x => await x.OpenTunnel().WriteAsync("bye"u8.ToArray())));
        await peer.Send(Headers(1).Connect("example.com:443"));
        Assert.Equal("bye", (await peer.ExpectResponse(1)).Text);
        await peer.ExpectRstStream(1, ErrorCode.NoError);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_reset_fails_reads_and_writes_as_IOException()
    {
        var failures = new TaskCompletionSource<(Exception, Exception)>();
        var peer = await Serve(e => e.MapConnect(async x =>
        {
            await using var tunnel = x.OpenTunnel();
            var read = await Record.ExceptionAsync(async () => await tunnel.ReadExactlyAsync(new byte[10]));
            var write = await Record.ExceptionAsync(async () => await tunnel.WriteAsync(new byte[10]));
            failures.SetResult((read!, write!));
        }));
        await peer.Send(Headers(1).Connect("example.com:443"));
        await peer.ExpectHeaders(1);
        await peer.Send(RstStream(1, ErrorCode.ConnectError));
        var (read, write) = await failures.Task.WaitAsync(Deadline);
        Assert.IsAssignableFrom<IOException>(read);
        Assert.IsAssignableFrom<IOException>(write);
        Assert.Contains("CONNECT_ERROR", read.Message);
    }

    [Fact]
    public async Task An_endpoint_can_reset_its_tunnel_with_a_code()
    {
        var peer = await Serve(e => e.MapConnect(x =>
        {
            x.OpenTunnel();
            x.Reset(ErrorCode.ConnectError);
            return Task.CompletedTask;
        }));
        await peer.Send(Headers(1).Connect("example.com:443"));
        await peer.ExpectStreamError(1, ErrorCode.ConnectError);
    }

    [Fact]
    public async Task An_endpoint_that_throws_resets_its_tunnel()
    {
        var peer = await Serve(e => e.MapConnect(async x =>
        {
            await using var tunnel = x.OpenTunnel();
            await tunnel.ReadExactlyAsync(new byte[1]);
            throw new InvalidOperationException("the other side is gone");
        }));
        await peer.Send(Headers(1).Connect("example.com:443"), Data(1, "x"));
        await peer.ExpectHeaders(1);
        await peer.ExpectStreamError(1, ErrorCode.InternalError);
    }

    [Fact]
    public async Task HEADERS_in_a_tunnel_are_a_stream_error()
    {
        var peer = await Serve(e => e.MapConnect(x => x.OpenTunnel().CopyToAsync(Stream.Null)));
        await peer.Send(Headers(1).Connect("example.com:443"));
        await peer.ExpectHeaders(1);
        await peer.Send(Headers(1).Field("x-trailer", "1").EndStream());
        await peer.ExpectStreamError(1, ErrorCode.ProtocolError);
    }

    [Fact]
    public async Task A_content_length_says_nothing_about_a_tunnel()
    {
        var peer = await Serve(e => e.MapConnect(async x =>
        {
            await using var tunnel = x.OpenTunnel();
            await tunnel.CopyToAsync(tunnel);
        }));
        await peer.Send(Headers(1).Connect("example.com:443").Field("content-length", "1"));
        await peer.ExpectHeaders(1);
        await peer.Send(Data(1, "more than one").EndStream());
        Assert.Equal("more than one"u8.ToArray(), await peer.ExpectRest(1));
    }

    [Fact]
    [Trait("RFC 9113", "6.9")]
    public async Task A_tunnel_that_nobody_reads_gives_no_credit()
    {
        var release = new TaskCompletionSource();
        var peer = await Serve(e => e.MapConnect(async x =>
        {
            await using var tunnel = x.OpenTunnel();
            await release.Task;
            await tunnel.CopyToAsync(Stream.Null);
        }));
        await peer.Send(Headers(1).Connect("example.com:443"));
        await peer.ExpectHeaders(1);
        var window = (int)peer.SendWindow(1);
        await peer.SendBody(1, new byte[window], endStream: false);
        await peer.ExpectAlive();
        Assert.Equal(0, peer.SendWindow(1));

        release.SetResult();
        await peer.SendBody(1, new byte[window]);
        Assert.Empty(await peer.ExpectRest(1));
    }

    [Fact]
    [Trait("RFC 9113", "6.9")]
    public async Task A_write_waits_for_the_peers_window()
    {
        var written = 0;
        var peer = await Serve(e => e.MapConnect(async x =>
        {
            await using var tunnel = x.OpenTunnel();
            for (; written < 200; written++)
                await tunnel.WriteAsync(new byte[10_000]);
        }));
        peer.AutoCredit = false;
        await peer.Send(Headers(1).Connect("example.com:443"));
        await peer.ExpectHeaders(1);
        for (var octets = 0; octets < 65_535; )
            octets += (await peer.ExpectData(1)).Data.Length;
        await peer.ExpectAlive();
        Assert.InRange(written, 6, 34); // the window and the send buffer of a stream that is alone

        await peer.Send(WindowUpdate(0, 2_000_000), WindowUpdate(1, 2_000_000));
        await peer.Expect<DataFrame>(data => data.EndStream);
        Assert.Equal(200, written);
    }

    [Fact]
    public async Task Where_nothing_takes_CONNECT_it_is_501()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => x.Respond("ok")));
        await peer.Send(Headers(1).Connect("example.com:443"));
        Assert.Equal(501, (await peer.ExpectResponse(1)).Status);
        await peer.ExpectAlive();
    }

    [Fact]
    public async Task A_CONNECT_can_be_refused()
    {
        var peer = await Serve(e => e.MapConnect(x =>
        {
            x.Respond("not there", 403);
            return Task.CompletedTask;
        }));
        await peer.Send(Headers(1).Connect("example.com:443"));
        Assert.Equal((403, "not there"), ((await peer.ExpectResponse(1)) is var refused ? (refused.Status, refused.Text) : default));
        await peer.ExpectRstStream(1, ErrorCode.NoError);
    }

    [Fact]
    public async Task Only_CONNECT_opens_a_tunnel()
    {
        var peer = await Serve(e => e.Map("GET", "/", x => { x.OpenTunnel(); }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
    }

    [Fact]
    public async Task Success_is_no_ordinary_response_to_CONNECT()
    {
        var peer = await Serve(e => e.MapConnect(x =>
        {
            x.Respond("no tunnel");
            return Task.CompletedTask;
        }));
        await peer.Send(Headers(1).Connect("example.com:443"));
        Assert.Equal(500, (await peer.ExpectResponse(1)).Status);
    }

    [Fact]
    public async Task A_disposed_tunnel_wakes_its_reader()
    {
        var failure = new TaskCompletionSource<Exception?>();
        var peer = await Serve(e => e.MapConnect(async x =>
        {
            var tunnel = x.OpenTunnel();
            var read = tunnel.ReadAsync(new byte[1]).AsTask();
            await tunnel.DisposeAsync();
            failure.SetResult(await Record.ExceptionAsync(() => read));
        }));
        await peer.Send(Headers(1).Connect("example.com:443"));
        Assert.IsType<ObjectDisposedException>(await failure.Task.WaitAsync(Deadline));
    }

    [Fact]
    [Trait("RFC 9113", "6.8")]
    public async Task A_tunnel_is_told_when_the_server_wants_to_end_and_may_finish()
    {
        var server = await Bind(e => e.MapConnect(async x =>
        {
            await using var tunnel = x.OpenTunnel();
            var draining = new TaskCompletionSource();
            await using var registration = x.Draining.Register(draining.SetResult);
            await draining.Task;
            await tunnel.WriteAsync("bye"u8.ToArray());
        }));
        var peer = await Connect(server);
        await peer.Send(Headers(1).Connect("example.com:443"));
        await peer.ExpectHeaders(1);

        var terminated = server.TerminateAsync(Deadline);
        Assert.Equal("bye"u8.ToArray(), await peer.ExpectRest(1));
        await peer.ExpectRstStream(1, ErrorCode.NoError);
        await peer.ExpectClosed();
        await peer.DisposeAsync();
        await terminated;
    }

    [Fact]
    public void CONNECT_is_not_mapped_like_a_method()
    {
        var error = Assert.ThrowsAny<Exception>(() => Bind(e => e.Map("CONNECT", "/", x => x.Respond(""))).GetAwaiter().GetResult());
        Assert.Contains("MapConnect", error.Message);
    }
}
