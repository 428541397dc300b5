using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaH2.Remoting;
using AkkaH2.Tests.Server;

namespace AkkaH2.Tests.Remoting;

/// <summary>A body of another node that nobody begins to read: the head of its response leaves at once, and the client may reset the stream before the first octet.</summary>
public sealed class UnopenedBodyTests() : ServerTest("memory")
{
    [Fact]
    public async Task Its_host_is_told_when_the_source_is_cancelled_before_it_was_run()
    {
        var told = new TaskCompletionSource<object>();
        var host = System.ActorOf(Props.Create(() => new Host(told)));
        var system = (ExtendedActorSystem)System;
        new RemoteOctets(host, system).Source.RunWith(Sink.Cancelled<ReadOnlyMemory<byte>>(), system.Materializer());
        Assert.IsType<CloseBody>(await told.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Its_host_gives_it_up_at_once()
    {
        var given = new TaskCompletionSource();
        var body = new HostedBody(Source.Maybe<ReadOnlyMemory<byte>>().MapMaterializedValue(_ => Akka.NotUsed.Instance), () => Headers.Empty, given.SetResult);
        BodyHost.Start((ExtendedActorSystem)System, body, RemoteSettings.Of(System)).Tell(CloseBody.Instance);
        await given.Task.WaitAsync(Deadline);
    }

    private sealed class Host : ReceiveActor
    {
        public Host(TaskCompletionSource<object> told) => ReceiveAny(message => told.TrySetResult(message));
    }
}
