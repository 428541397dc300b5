using Akka.Actor;
using AkkaH2.Diagnostics;
using AkkaH2.Server;
using AkkaH2.TestKit;
using AkkaH2.Tests.Server;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Diagnostics;

/// <summary>What an operator does to a connection by message.</summary>
public sealed class ControlTests : ServerTest
{
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exchange> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServerBinding _server = null!;

    [Fact, Trait("RFC 9113", "6.8")]
    public async Task A_connection_that_is_drained_finishes_its_streams()
    {
        var (peer, connection) = await Begin();

        Assert.True((await Wish(connection, DrainConnection.Instance)).IsDone);
        Assert.Equal(StreamId.Max, (await peer.Expect<GoAwayFrame>()).LastStream);
        await peer.Send(PingAck());
        await peer.ExpectAlive();
        _goOn.SetResult();
        Assert.Equal("done", (await peer.ExpectResponse(1)).Text);
        await peer.ExpectClosed();
    }

    [Fact]
    public async Task A_connection_that_is_killed_ends_at_once_and_its_work_is_told()
    {
        var (peer, connection) = await Begin();
        var exchange = await _begun.Task.WaitAsync(Deadline);
        var aborted = new TaskCompletionSource();
        exchange.Aborted.Register(aborted.SetResult);

        Assert.True((await Wish(connection, KillConnection.Instance)).IsDone);

        await aborted.Task.WaitAsync(Deadline);
        Assert.Equal(0, (await UntilAsync(() => _server.GetConnectionsAsync(), seen => seen.Open == 0)).Open);
        _goOn.SetResult();
    }

    [Fact, Trait("RFC 9113", "6.4")]
    public async Task A_stream_is_reset_with_a_code_and_the_connection_goes_on()
    {
        var (peer, connection) = await Begin();

        Assert.True((await Wish(connection, new ResetStream(1, ErrorCode.EnhanceYourCalm))).IsDone);

        await peer.ExpectRstStream(1, ErrorCode.EnhanceYourCalm);
        await peer.ExpectAlive();
        Assert.True((await _begun.Task.WaitAsync(Deadline)).Aborted.IsCancellationRequested);
        var error = Assert.Single((await _server.GetConnectionsAsync()).Connections).LastError!;
        Assert.Equal((ErrorCode.EnhanceYourCalm, "reset by an operator"), (error.Code, error.Detail));
        _goOn.SetResult();
    }

    [Fact]
    public async Task A_stream_that_is_not_open_cannot_be_reset()
    {
        var (_, connection) = await Begin();
        Assert.Equal(new ControlResult(false, "stream 7 is not open"), await Wish(connection, new ResetStream(7)));
        _goOn.SetResult();
    }

    [Fact, Trait("RFC 9113", "6.5")]
    public async Task Other_limits_are_announced_on_one_connection()
    {
        var (peer, connection) = await Begin();
        var other = await Connect(_server);
        await other.ExpectAlive();

        Assert.True((await Wish(connection, new ChangeConnectionLimits { MaxConcurrentStreams = 1 })).IsDone);

        await peer.Expect(Settings((SettingId.MaxConcurrentStreams, 1)));
        await peer.ExpectAlive();
        await peer.Send(Headers(3).Get("/wait").EndStream());
        await peer.ExpectRstStream(3, ErrorCode.RefusedStream);
        await other.Send(Headers(1).Get("/wait").EndStream(), Headers(3).Get("/wait").EndStream());
        await other.ExpectAlive();
        _goOn.SetResult();
        await other.ExpectResponse(3);
    }

    [Fact]
    public async Task A_limit_out_of_range_is_refused_with_the_reason()
    {
        var (_, connection) = await Begin();
        var refused = await Wish(connection, new ChangeConnectionLimits { MaxFrameSize = 1 });
        Assert.False(refused.IsDone);
        Assert.StartsWith("MaxFrameSize must be 16384 to 16777215.", refused.Detail, StringComparison.Ordinal);
        _goOn.SetResult();
    }

    [Fact]
    public async Task A_connection_that_is_ending_is_only_killed()
    {
        var (peer, connection) = await Begin();
        await peer.ShutdownSend();
        await UntilAsync(() => _server.GetConnectionsAsync(), seen => seen.Connections[0].Phase == ConnectionPhase.Draining);
        Assert.Equal(new ControlResult(false, "the connection is ending"), await Wish(connection, DrainConnection.Instance));
        Assert.True((await Wish(connection, KillConnection.Instance)).IsDone);
        _goOn.SetResult();
    }

    internal static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> fits)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
        {
            if (await look() is var seen && fits(seen))
                return seen;
            deadline.Token.ThrowIfCancellationRequested();
        }
    }

    private static Task<ControlResult> Wish(IActorRef connection, object wish) => connection.Ask<ControlResult>(wish, Deadline);

    private async Task<(TestPeer Peer, IActorRef Connection)> Begin()
    {
        _server = await Bind(e => e.Map("GET", "/wait", async x =>
        {
            _begun.TrySetResult(x);
            await _goOn.Task;
            x.Respond("done");
        }));
        var peer = await Connect(_server);
        await peer.Send(Headers(1).Get("/wait").EndStream());
        await peer.ExpectAlive();
        return (peer, Assert.Single((await _server.GetConnectionsAsync()).Connections).Actor);
    }
}
