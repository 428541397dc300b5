using Akka.Actor;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

public sealed class LentMemoryTestsOnSockets() : LentMemoryTests("sockets");

public sealed class LentMemoryTestsOnAkkaIo() : LentMemoryTests("akka-io");

public sealed class LentMemoryTestsOverTlsOnSockets() : LentMemoryTests("sockets", tls: true);

public sealed class LentMemoryTestsOverTlsOnAkkaIo() : LentMemoryTests("akka-io", tls: true);

/// <summary>Memory that an application lends to a response comes back once, whatever becomes of the stream.</summary>
public abstract class LentMemoryTests(string transport, bool tls = false) : ServerTest(transport, tls)
{
    private static readonly ReadOnlyMemory<byte> Octets = "abc"u8.ToArray();

    private readonly Owner _owner = new();
    private readonly TaskCompletionSource _lent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task It_comes_back_when_it_has_gone_out()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var body = x.RespondStreaming();
            await body.LendAsync(Octets, _owner);
            await _owner.Returned.WaitAsync(Deadline);
            await body.WriteAsync("def"u8.ToArray());
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("abcdef", (await peer.ExpectResponse(1)).Text);
        await ExpectReturned(peer);
    }

    [Theory]
    [InlineData("/function")]
    [InlineData("/actor")]
    public async Task That_of_a_whole_response_too(string path)
    {
        var response = new Response(200, AkkaH2.Headers.Empty, ResponseBody.Lent(Octets, _owner));
        var peer = await Serve(e => e
            .Map("GET", "/function", x => x.Respond(response))
            .MapActor("/actor", System.ActorOf(Props.Create(() => new Replier(response)))));
        await peer.Send(Headers(1).Get(path).EndStream());
        var received = await peer.ExpectResponse(1);
        Assert.Equal(("abc", "3"), (received.Text, received["content-length"]));
        await ExpectReturned(peer);
    }

    [Fact]
    public async Task It_is_held_while_it_waits_for_a_window_and_comes_back_when_the_peer_resets_the_stream()
    {
        var peer = await Starved(Lend);
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        await _lent.Task.WaitAsync(Deadline);
        await peer.ExpectAlive();
        Assert.False(_owner.Returned.IsCompleted);
        await peer.Send(RstStream(1));
        await ExpectReturned(peer);
    }

    [Fact]
    public async Task That_of_a_whole_response_comes_back_although_its_endpoint_has_ended_long_ago()
    {
        var peer = await Starved(x =>
        {
            x.Respond(new Response(200, AkkaH2.Headers.Empty, ResponseBody.Lent(Octets, _owner)));
            return Task.CompletedTask;
        });
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        await peer.ExpectAlive();
        Assert.False(_owner.Returned.IsCompleted);
        await peer.Send(RstStream(1));
        await ExpectReturned(peer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_comes_back_when_the_connection_is_lost(bool whole)
    {
        var peer = await Starved(whole
            ? x =>
            {
                x.Respond(new Response(200, AkkaH2.Headers.Empty, ResponseBody.Lent(Octets, _owner)));
                return Task.CompletedTask;
            }
            : Lend);
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        await peer.DisposeAsync();
        await _owner.Returned.WaitAsync(Deadline);
        Assert.Equal(1, _owner.Times);
    }

    [Fact]
    public async Task It_comes_back_when_the_connection_breaks_a_rule()
    {
        var peer = await Starved(Lend);
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectHeaders(1);
        await peer.Send(Data(0, "x"));
        await peer.ExpectConnectionError(1, ErrorCode.ProtocolError);
        await _owner.Returned.WaitAsync(Deadline);
        Assert.Equal(1, _owner.Times);
    }

    [Fact]
    public async Task It_comes_back_when_the_endpoint_fails()
    {
        var peer = await Starved(async x =>
        {
            await x.RespondStreaming().LendAsync(Octets, _owner);
            throw new InvalidOperationException("boom");
        });
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectRstStream(1, ErrorCode.InternalError);
        await ExpectReturned(peer);
    }

    [Fact]
    public async Task It_comes_back_when_the_endpoint_resets_the_stream_and_what_is_lent_then_comes_back_at_once()
    {
        var later = new Owner();
        var peer = await Starved(async x =>
        {
            var body = x.RespondStreaming();
            await body.LendAsync(Octets, _owner);
            x.Reset(ErrorCode.Cancel);
            await Assert.ThrowsAsync<StreamAbortedException>(() => body.LendAsync(Octets, later).AsTask());
        });
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectRstStream(1, ErrorCode.Cancel);
        await ExpectReturned(peer);
        Assert.Equal(1, later.Times);
    }

    [Fact]
    public async Task It_comes_back_at_once_where_it_is_not_taken()
    {
        var failures = new TaskCompletionSource<(int Times, Exception? TooLong, Exception? Complete, Exception? Cancelled, Exception? Second, Exception? Status)>();
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            var status = await Record.ExceptionAsync(() => Responding(x, new Response(99, AkkaH2.Headers.Empty, ResponseBody.Lent(Octets, _owner))));
            var body = x.RespondStreaming(headers: AkkaH2.Headers.Of(("content-length", "2")));
            var tooLong = await Record.ExceptionAsync(() => body.LendAsync(Octets, _owner).AsTask());
            var cancelled = await Record.ExceptionAsync(() => body.LendAsync(Octets, _owner, new CancellationToken(canceled: true)).AsTask());
            await body.WriteAsync("ok"u8.ToArray());
            body.Complete();
            var complete = await Record.ExceptionAsync(() => body.LendAsync(Octets, _owner).AsTask());
            var second = await Record.ExceptionAsync(() => Responding(x, new Response(200, AkkaH2.Headers.Empty, ResponseBody.Lent(Octets, _owner))));
            failures.SetResult((_owner.Times, tooLong, complete, cancelled, second, status));
        }));
        await peer.Send(Headers(1).Get("/").EndStream());
        Assert.Equal("ok", (await peer.ExpectResponse(1)).Text);
        var seen = await failures.Task.WaitAsync(Deadline);
        Assert.Equal(5, seen.Times);
        Assert.IsType<InvalidOperationException>(seen.TooLong);
        Assert.IsType<InvalidOperationException>(seen.Complete);
        Assert.IsType<InvalidOperationException>(seen.Second);
        Assert.IsType<ArgumentException>(seen.Status);
        Assert.IsAssignableFrom<OperationCanceledException>(seen.Cancelled);
    }

    [Fact]
    [Trait("RFC 9110", "9.3.2")]
    public async Task It_comes_back_of_a_response_without_a_body()
    {
        var whole = new Owner();
        var peer = await Serve(e => e
            .Map("GET", "/", async x => await x.RespondStreaming().LendAsync(Octets, _owner))
            .Map("GET", "/whole", x => x.Respond(new Response(200, AkkaH2.Headers.Empty, ResponseBody.Lent(Octets, whole)))));
        await peer.Send(Headers(1).Head("/").EndStream(), Headers(3).Head("/whole").EndStream());
        await peer.ExpectHeaders(1);
        Assert.Equal("3", (await peer.ExpectHeaders(3))["content-length"]);
        await ExpectReturned(peer);
        await whole.Returned.WaitAsync(Deadline);
        Assert.Equal(1, whole.Times);
    }

    [Fact]
    public async Task An_owner_that_throws_harms_nobody()
    {
        var peer = await Serve(e => e.Map("GET", "/", async x => await x.RespondStreaming().LendAsync(Octets, new Thrower())));
        for (var stream = 1; stream < 9; stream += 2)
        {
            await peer.Send(Headers(stream).Get("/").EndStream());
            Assert.Equal("abc", (await peer.ExpectResponse(stream)).Text);
        }

        await peer.ExpectAlive();
    }

    private async Task Lend(Exchange x)
    {
        await x.RespondStreaming().LendAsync(Octets, _owner);
        _lent.TrySetResult();
        var over = new TaskCompletionSource();
        await using var registration = x.Aborted.Register(over.SetResult);
        await over.Task;
    }

    private static Task Responding(Exchange x, Response response)
    {
        x.Respond(response);
        return Task.CompletedTask;
    }

    /// <summary>A peer whose windows let no DATA through.</summary>
    private async Task<TestPeer> Starved(Func<Exchange, Task> endpoint)
    {
        var peer = await ConnectRaw(await Bind(e => e.Map("GET", "/", endpoint)));
        await peer.Handshake((SettingId.InitialWindowSize, 0));
        peer.AutoCredit = false;
        return peer;
    }

    private async Task ExpectReturned(TestPeer peer)
    {
        await _owner.Returned.WaitAsync(Deadline);
        await peer.ExpectAlive();
        Assert.Equal(1, _owner.Times);
    }

    private sealed class Owner : IDisposable
    {
        private readonly TaskCompletionSource _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _times;

        public Task Returned => _returned.Task;

        public int Times => _times;

        public void Dispose()
        {
            Interlocked.Increment(ref _times);
            _returned.TrySetResult();
        }
    }

    private sealed class Thrower : IDisposable
    {
        public void Dispose() => throw new InvalidOperationException("It was not mine.");
    }

    private sealed class Replier : ReceiveActor
    {
        public Replier(Response reply) => Receive<Request>(_ => Sender.Tell(reply));
    }
}
