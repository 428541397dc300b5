using System.Collections.Concurrent;
using Akka.Actor;
using Akka.TestKit.TestActors;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>The actor system itself: its name, its end.</summary>
public sealed class SystemTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Terminate_stops_every_actor_and_completes_WhenTerminated()
    {
        var system = ActorSystem.Create("ending");
        var stopped = new ConcurrentQueue<string>();
        for (var i = 0; i < 10; i++)
            system.ActorOf(Props.Create(() => new Noting(stopped)));

        await system.Terminate().WaitAsync(Long);

        Assert.True(system.WhenTerminated.IsCompletedSuccessfully);
        Assert.Equal(10, stopped.Count);
    }

    [Fact]
    public async Task What_is_registered_on_termination_runs_last_registered_first()
    {
        var system = ActorSystem.Create("ending");
        var ran = new ConcurrentQueue<int>();
        system.RegisterOnTermination(() => ran.Enqueue(1));
        system.RegisterOnTermination(() => ran.Enqueue(2));

        await system.Terminate().WaitAsync(Long);

        Assert.Equal([2, 1], ran);
    }

    [Fact]
    public async Task Terminate_may_be_called_again()
    {
        var system = ActorSystem.Create("ending");

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(system.Terminate))).WaitAsync(Long);

        await system.Terminate().WaitAsync(Long);
    }

    [Fact]
    public async Task An_actor_cannot_be_created_after_the_end()
    {
        var system = ActorSystem.Create("ending");
        await system.Terminate().WaitAsync(Long);

        Assert.ThrowsAny<Exception>(() => system.ActorOf(BlackHoleActor.Props));
    }

    [Fact]
    public async Task Telling_an_actor_after_the_end_does_no_harm()
    {
        var system = ActorSystem.Create("ending");
        var actor = system.ActorOf(BlackHoleActor.Props);
        await system.Terminate().WaitAsync(Long);

        actor.Tell("hello", ActorRefs.NoSender);
        system.Stop(actor);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("")]
    [InlineData("-dash-first")]
    public void A_name_that_cannot_be_in_an_address_is_refused(string name) => Assert.ThrowsAny<ArgumentException>(() => ActorSystem.Create(name));

    [Fact]
    public void The_settings_say_what_the_configuration_said()
    {
        using var kit = new TestKit("akka.loglevel = WARNING, my.own { key = value }");

        Assert.Equal("WARNING", kit.Sys.Settings.LogLevel);
        Assert.Equal("value", kit.Sys.Settings.Config.GetString("my.own.key"));
        Assert.Equal("test", kit.Sys.Name);
    }

    private sealed class Noting(ConcurrentQueue<string> stopped) : UntypedActor
    {
        protected override void PostStop() => stopped.Enqueue(Self.Path.Name);

        protected override void OnReceive(object message)
        {
        }
    }
}
