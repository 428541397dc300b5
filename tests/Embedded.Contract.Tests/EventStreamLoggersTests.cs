using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>What the settings under <c>akka</c> say of loggers and dead letters.</summary>
public sealed class EventStreamLoggersTests() : TestKit(
    $"akka {{ loglevel = WARNING, stdout-loglevel = OFF, loggers = [\"{typeof(Collector).FullName}, {typeof(Collector).Assembly.GetName().Name}\"], log-dead-letters = 2 }}")
{
    [Fact]
    public void The_configured_loggers_get_what_is_logged_from_the_configured_level_up()
    {
        var mark = Guid.NewGuid().ToString();

        Sys.Log.Info("{0} info", mark);
        Sys.Log.Warning("{0} warning", mark);
        Sys.Log.Error("{0} error", mark);

        AwaitAssert(() => Assert.Equal([$"{mark} warning", $"{mark} error"], Collector.Lines(Sys, mark)));
    }

    [Fact]
    public void The_level_can_be_changed_while_the_system_runs()
    {
        var mark = Guid.NewGuid().ToString();

        Sys.EventStream.SetLogLevel(LogLevel.DebugLevel);
        Sys.Log.Debug("{0} debug", mark);

        AwaitAssert(() => Assert.Equal([$"{mark} debug"], Collector.Lines(Sys, mark)));
    }

    [Fact]
    public void Dead_letters_are_logged_up_to_the_configured_number()
    {
        Sys.EventStream.SetLogLevel(LogLevel.InfoLevel);
        AwaitAssert(() =>
        {
            Sys.DeadLetters.Tell("lost", TestActor);
            Assert.Single(Collector.Lines(Sys, "no more dead letters will be logged in next"));
        });

        var mark = Guid.NewGuid().ToString();
        Sys.DeadLetters.Tell(mark, TestActor);
        Sys.ActorSelection("/system/deadLetterListener").Tell(new Identify(mark), TestActor);
        ExpectMsg<ActorIdentity>();
        Sys.Log.Info("{0} end", mark);

        AwaitAssert(() => Assert.Equal([$"{mark} end"], Collector.Lines(Sys, mark)));
    }

    [Fact]
    public async Task Unhandled_messages_can_be_logged_too()
    {
        var system = ActorSystem.Create("debugging",
            ConfigurationFactory.ParseString("akka.loglevel = DEBUG, akka.actor.debug.unhandled = on").WithFallback(Sys.Settings.Config));
        var mark = Guid.NewGuid().ToString();
        var deaf = system.ActorOf(Props.Create(() => new Deaf()));

        AwaitAssert(() =>
        {
            deaf.Tell(mark);
            Assert.Contains(Collector.Lines(system, mark), line => line.StartsWith("Unhandled message from"));
        });
        await system.Terminate();
    }

    /// <summary>A logger that remembers, by system.</summary>
    public sealed class Collector : ReceiveActor
    {
        private static readonly ConcurrentDictionary<ActorSystem, ConcurrentQueue<string>> _lines = [];

        public Collector()
        {
            var lines = _lines.GetOrAdd(Context.System, _ => []);
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<LogEvent>(e => lines.Enqueue(e.Message.ToString()!));
        }

        public static List<string> Lines(ActorSystem system, string mark) =>
            _lines.TryGetValue(system, out var lines) ? [.. lines.Where(line => line.Contains(mark))] : [];
    }

    private sealed class Deaf : ReceiveActor;
}
