using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.TestActors;
using Akka.TestKit.Xunit2;
using Xunit.Abstractions;

namespace Embedded.Contract.Tests.TestKits;

/// <summary>How a TestKit begins and ends: its system, its configuration, its log.</summary>
public sealed class TestKitLifeTests
{
    [Fact]
    public void Dispose_terminates_the_system()
    {
        var kit = new TestKit();

        kit.Dispose();

        Assert.True(kit.Sys.WhenTerminated.IsCompleted);
        kit.Dispose();
    }

    [Fact]
    public void A_kit_may_use_a_system_that_exists()
    {
        var system = ActorSystem.Create("existing");
        using var kit = new TestKit(system);

        Assert.Same(system, kit.Sys);
        system.ActorOf(SimpleEchoActor.Props()).Tell("hello", kit.TestActor);
        kit.ExpectMsg("hello");
    }

    [Fact]
    public void An_actor_that_does_not_stop_fails_a_verified_shutdown()
    {
        using var kit = new TestKit("akka.stdout-loglevel = OFF");
        var (entered, latch) = (kit.CreateTestLatch(), kit.CreateTestLatch());
        kit.Sys.ActorOf(Props.Create(() => new Waiter(entered, latch))).Tell("wait", ActorRefs.NoSender);
        entered.Ready();

        Assert.Throws<TimeoutException>(() => kit.Shutdown(TimeSpan.FromMilliseconds(50), verifySystemShutdown: true));

        latch.Open();
        kit.Shutdown(verifySystemShutdown: true);
    }

    [Fact]
    public void The_settings_come_from_akka_test()
    {
        using var kit = new TestKit("akka.test { single-expect-default = 4s, default-timeout = 7s, filter-leeway = 2s, timefactor = 2 }");

        Assert.Equal(TimeSpan.FromSeconds(4), kit.TestKitSettings.SingleExpectDefault);
        Assert.Equal(TimeSpan.FromSeconds(7), kit.TestKitSettings.DefaultTimeout);
        Assert.Equal(TimeSpan.FromSeconds(2), kit.TestKitSettings.TestEventFilterLeeway);
        Assert.Equal(TimeSpan.FromSeconds(6), kit.Dilated(TimeSpan.FromSeconds(3)));
        Assert.Equal(TimeSpan.FromSeconds(8), kit.RemainingOrDefault);
    }

    [Fact]
    public void Without_configuration_an_expectation_waits_three_seconds()
    {
        using var kit = new TestKit();

        Assert.Equal(TimeSpan.FromSeconds(3), kit.TestKitSettings.SingleExpectDefault);
        Assert.Equal(1.0, kit.TestKitSettings.TestTimeFactor);
    }

    [Fact]
    public void The_log_goes_to_the_output_of_the_test()
    {
        var output = new Output();
        using var kit = new TestKit("akka.loglevel = INFO", output);

        // The logger begins when it begins: what is logged before is not written.
        kit.AwaitCondition(() =>
        {
            kit.Sys.Log.Warning("seen by the reader of the test");
            return output.Lines.Any(line => line.Contains("seen by the reader"));
        });
    }

    private sealed class Waiter(Akka.TestKit.TestLatch entered, Akka.TestKit.TestLatch latch) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            entered.CountDown();
            latch.Ready();
        }
    }

    private sealed class Output : ITestOutputHelper
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public void WriteLine(string message) => Lines.Enqueue(message);

        public void WriteLine(string format, params object[] args) => Lines.Enqueue(string.Format(format, args));
    }
}
