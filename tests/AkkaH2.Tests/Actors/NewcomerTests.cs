using System.Net;
using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Tests.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;

namespace AkkaH2.Tests.Actors;

public sealed class NewcomerTests : ServerTest
{
    /// <summary>A listener that drains says so whenever one more is accepted, also to those that have told it already what they are.</summary>
    [Fact]
    public async Task One_that_is_told_again_not_to_wait_leaves_the_next_read_of_its_connection_alone()
    {
        var (client, server) = await ConnectAsync();
        var selected = new TaskCompletionSource<Selected>(TaskCreationOptions.RunContinuationsAsynchronously);
        var newcomer = new Newcomer(server, TimeSpan.Zero, tls: null);
        _ = newcomer.SelectAsync(takesHttp1: false, System.ActorOf(Props.Create(() => new Listening(selected))));
        newcomer.StopWaiting();
        await selected.Task.WaitAsync(Deadline);

        newcomer.StopWaiting();

        var read = server.Input.ReadAsync();
        Assert.False(read.IsCompleted);
        client.Abort();
        await Assert.ThrowsAnyAsync<IOException>(async () => await read.AsTask().WaitAsync(Deadline));
    }

    /// <summary>The listener stops when its time is up: it knows the newcomer no more, and does not hear what became of it.</summary>
    [Fact]
    public async Task One_whose_listener_has_stopped_is_closed()
    {
        await System.Http2().GetListenersAsync();
        var listener = System.ActorOf(Props.Create(() => new Listening(new TaskCompletionSource<Selected>())));
        await listener.GracefulStop(Deadline);
        var (client, server) = await ConnectAsync();
        var newcomer = new Newcomer(server, TimeSpan.Zero, tls: null);

        var selecting = newcomer.SelectAsync(takesHttp1: false, listener);
        newcomer.GiveUp();

        await selecting.WaitAsync(Deadline);
        await Assert.ThrowsAnyAsync<IOException>(async () => await client.Input.ReadAsync().AsTask().WaitAsync(Deadline));
    }

    private static async Task<(ITransportConnection Client, ITransportConnection Server)> ConnectAsync()
    {
        var memory = new MemoryTransport();
        var settings = new TransportSettings(Backlog: 1, ReceiveBufferSize: 65_536);
        var listener = await memory.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), settings);
        var client = await memory.ConnectAsync(listener.LocalEndPoint, settings);
        return (client, (await listener.AcceptAsync())!);
    }

    private sealed class Listening : ReceiveActor
    {
        public Listening(TaskCompletionSource<Selected> selected) => Receive<Selected>(selected.SetResult);
    }
}
