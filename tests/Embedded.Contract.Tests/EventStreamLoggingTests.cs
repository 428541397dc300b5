using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>Logging: adapters publish events on the event stream, loggers write them.</summary>
public sealed class EventStreamLoggingTests : TestKit
{
    public EventStreamLoggingTests()
        : base("akka.loglevel = INFO, akka.log-dead-letters = on, akka.stdout-loglevel = OFF")
    {
    }

    [Fact]
    public void An_actor_logs_under_its_path_and_type()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Info));
        var actor = ActorOf(Props.Create(() => new Talker()), "talker");

        actor.Tell("hello");

        var logged = FishForMessage<Info>(info => info.LogClass == typeof(Talker));
        Assert.Equal("got hello at 5", logged.Message.ToString());
        Assert.EndsWith("/user/talker", logged.LogSource);
        Assert.Equal(LogLevel.InfoLevel, logged.LogLevel());
    }

    [Fact]
    public void Levels_below_the_configured_one_are_off()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Debug));

        var log = Logging.GetLogger(Sys, "source");

        log.Debug("not {0}", "seen");

        Assert.False(log.IsDebugEnabled);
        Assert.True(log.IsInfoEnabled);
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void Each_level_is_an_event_of_its_own()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(LogEvent));
        var log = Logging.GetLogger(Sys, "source");
        var cause = new InvalidOperationException("why");

        log.Info("one");
        log.Warning("two {0}", 2);
        log.Error(cause, "three {0} {1}", 3, "!");

        Assert.Equal("one", FishForMessage<Info>(Mine).Message.ToString());
        Assert.Equal("two 2", FishForMessage<Warning>(Mine).Message.ToString());
        var error = FishForMessage<Error>(Mine);
        Assert.Equal("three 3 !", error.Message.ToString());
        Assert.Same(cause, error.Cause);

        static bool Mine(LogEvent e) => e.LogSource.StartsWith("source");
    }

    [Fact]
    public void A_text_without_arguments_is_no_template()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Warning));

        Logging.GetLogger(Sys, "source").Warning("{ not a template }");

        Assert.Equal("{ not a template }", FishForMessage<Warning>(e => e.LogSource.StartsWith("source")).Message.ToString());
    }

    [Fact]
    public void A_line_has_level_time_thread_source_and_message()
    {
        var line = new Info("akka://sys/user/a", typeof(Talker), "hello").ToString();

        Assert.Matches(@"^\[INFO\]\[\d\d/\d\d/\d{4} \d\d:\d\d:\d\d\.\d{3}Z\]\[Thread \d{4}\]\[akka://sys/user/a\] hello$", line);
    }

    [Fact]
    public void A_cause_follows_the_line() =>
        Assert.Contains("Cause: System.InvalidOperationException: why", new Error(new InvalidOperationException("why"), "a", typeof(Talker), "failed").ToString());

    [Theory]
    [InlineData("DEBUG", LogLevel.DebugLevel)]
    [InlineData("INFO", LogLevel.InfoLevel)]
    [InlineData("WARNING", LogLevel.WarningLevel)]
    [InlineData("ERROR", LogLevel.ErrorLevel)]
    public void Levels_have_names(string name, LogLevel level)
    {
        Assert.Equal(level, Logging.LogLevelFor(name));
        Assert.Equal(name, level.StringFor());
    }

    [Fact]
    public void Dead_letters_are_logged()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Info));

        AwaitAssert(() =>
        {
            Sys.DeadLetters.Tell("lost", TestActor);
            var text = FishForMessage<Info>(info => info.Message.ToString()!.Contains("was not delivered"), TimeSpan.FromMilliseconds(200)).Message.ToString();
            Assert.Matches(@"^Message \[String\] from .+ to .+ was not delivered\. \[\d+\] dead letters encountered\..*akka\.log-dead-letters", text);
        });
    }

    private sealed class Talker : ReceiveActor
    {
        public Talker()
        {
            var log = Context.GetLogger();
            Receive<string>(text => log.Info("got {0} at {1}", text, text.Length));
        }
    }
}
