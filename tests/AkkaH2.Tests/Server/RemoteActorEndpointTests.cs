using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>
/// An actor in another process (here: another actor system, over Akka.Remote) has the request of a server in this one. A <see cref="Request"/> itself
/// does not cross: an actor beside the server forwards what the other one needs of it, and the reply address goes with that as its sender.
/// </summary>
public sealed class RemoteActorEndpointTests : ServerTest, IAsyncLifetime
{
    private const string Remoting = """
        akka.actor.provider = remote
        akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        """;

    private ActorSystem _other = null!;

    protected override string Hocon => Remoting;

    public new async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _other = ActorSystem.Create("other", ConfigurationFactory.ParseString(Remoting + "\nakka { loglevel = OFF, stdout-loglevel = OFF }"));
    }

    public new async Task DisposeAsync()
    {
        await _other.Terminate().WaitAsync(Deadline);
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Its_reply_finds_the_exchange()
    {
        var remote = await Elsewhere(Props.Create(() => new Refusing()));
        var peer = await Serve(e => e
            .OnError(error => Response.Text(error.Cause!.Message, 500))
            .MapActor("/{what}", System.ActorOf(Props.Create(() => new Forwarder(remote)))));
        await peer.Send(Headers(1).Get("/one").EndStream(), Headers(3).Get("/two").EndStream());
        Assert.Equal("no /one here", (await peer.ExpectResponse(1)).Text);
        Assert.Equal("no /two here", (await peer.ExpectResponse(3)).Text);
    }

    [Fact]
    public async Task Its_late_reply_is_a_dead_letter()
    {
        var dead = new TaskCompletionSource<object>();
        System.EventStream.Subscribe(System.ActorOf(Props.Create(() => new DeadFailures(dead))), typeof(DeadLetter));
        var asked = new TaskCompletionSource<IActorRef>();
        var remote = await Elsewhere(Props.Create(() => new Watching(asked, new TaskCompletionSource())));
        var peer = await Serve(e => e.MapActor("/", System.ActorOf(Props.Create(() => new Forwarder(remote)))));
        await peer.Send(Headers(1).Get("/").EndStream());
        var address = await asked.Task.WaitAsync(Deadline);
        await peer.Send(RstStream(1));
        await peer.ExpectAlive();
        address.Tell(new Status.Failure(new InvalidOperationException("late")));
        Assert.Equal("late", Assert.IsType<Status.Failure>(await dead.Task.WaitAsync(Deadline)).Cause.Message);
    }

    [Fact]
    public async Task If_it_watches_the_sender_it_is_told_when_the_client_resets_the_stream()
    {
        var (asked, over) = (new TaskCompletionSource<IActorRef>(), new TaskCompletionSource());
        var remote = await Elsewhere(Props.Create(() => new Watching(asked, over)));
        var peer = await Serve(e => e.MapActor("/", System.ActorOf(Props.Create(() => new Forwarder(remote)))));
        await peer.Send(Headers(1).Get("/").EndStream());
        await asked.Task.WaitAsync(Deadline);
        await peer.Send(RstStream(1));
        await over.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task When_it_stops_its_requests_are_answered_with_503()
    {
        var remote = await Elsewhere(Props.Create(() => new Refusing()));
        var peer = await Serve(e => e.MapActor("/", remote));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectAlive();
        remote.Tell(PoisonPill.Instance);
        Assert.Equal(503, (await peer.ExpectResponse(1)).Status);
    }

    /// <summary>The StreamActor of the first request has the second one too, and watches the actor anew for it: there is no dead letter here to tell it.</summary>
    [Fact]
    public async Task After_it_has_stopped_later_requests_are_answered_with_503()
    {
        var remote = await Elsewhere(Props.Create(() => new Refusing()));
        var peer = await Serve(e => e.MapActor("/", remote));
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectAlive();
        remote.Tell(PoisonPill.Instance);
        Assert.Equal(503, (await peer.ExpectResponse(1)).Status);
        await peer.Send(Headers(3).Get("/").EndStream());
        Assert.Equal(503, (await peer.ExpectResponse(3)).Status);
    }

    // A reference of this system to an actor of the other one.
    private async Task<IActorRef> Elsewhere(Props props)
    {
        var actor = _other.ActorOf(props);
        var address = ((ExtendedActorSystem)_other).Provider.DefaultAddress;
        return await System.ActorSelection(actor.Path.ToStringWithAddress(address)).ResolveOne(Deadline);
    }

    private sealed class DeadFailures : ReceiveActor
    {
        public DeadFailures(TaskCompletionSource<object> first) => Receive<DeadLetter>(letter => letter.Message is Status.Failure, letter => first.TrySetResult(letter.Message));
    }

    private sealed class Forwarder : ReceiveActor
    {
        public Forwarder(IActorRef remote) => Receive<Request>(request => remote.Forward(request.Path));
    }

    private sealed class Refusing : ReceiveActor
    {
        public Refusing() => Receive<string>(path => Sender.Tell(new Status.Failure(new InvalidOperationException($"no {path} here"))));
    }

    private sealed class Watching : ReceiveActor
    {
        public Watching(TaskCompletionSource<IActorRef> asked, TaskCompletionSource over)
        {
            Receive<string>(_ =>
            {
                Context.Watch(Sender);
                asked.TrySetResult(Sender);
            });
            Receive<Terminated>(_ => over.TrySetResult());
        }
    }
}
