using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace Embedded.Contract.Tests;

/// <summary>akka.loglevel says from which level on log events are published at all.</summary>
public sealed class LogLevelTests
{
    [Theory]
    [InlineData("DEBUG", "debug info warning error")]
    [InlineData("INFO", "info warning error")]
    [InlineData("WARNING", "warning error")]
    [InlineData("ERROR", "error")]
    [InlineData("OFF", "")]
    public void Only_events_of_the_level_and_above_are_published(string level, string published)
    {
        using var kit = new TestKit($"akka.loglevel = {level}, akka.stdout-loglevel = OFF");
        kit.Sys.EventStream.Subscribe(kit.TestActor, typeof(LogEvent));
        kit.IgnoreMessages<LogEvent>(logEvent => !logEvent.LogSource.Contains("the test"));
        var log = Logging.GetLogger(kit.Sys, "the test");

        log.Debug("debug");
        log.Info("info");
        log.Warning("warning");
        log.Error("error");
        kit.TestActor.Tell("end");

        foreach (var word in published.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            kit.ExpectMsg<LogEvent>(logEvent => logEvent.Message.ToString() == word);
        kit.ExpectMsg("end");
    }

    [Theory]
    [InlineData("DEBUG", true, true, true, true)]
    [InlineData("WARNING", false, false, true, true)]
    [InlineData("ERROR", false, false, false, true)]
    public void A_logger_says_which_levels_it_writes(string level, bool debug, bool info, bool warning, bool error)
    {
        using var kit = new TestKit($"akka.loglevel = {level}, akka.stdout-loglevel = OFF");
        var log = Logging.GetLogger(kit.Sys, "the test");

        Assert.Equal((debug, info, warning, error), (log.IsDebugEnabled, log.IsInfoEnabled, log.IsWarningEnabled, log.IsErrorEnabled));
        Assert.Equal(info, log.IsEnabled(LogLevel.InfoLevel));
    }

    [Fact]
    public void An_event_carries_source_class_cause_and_the_formatted_message()
    {
        using var kit = new TestKit();
        kit.Sys.EventStream.Subscribe(kit.TestActor, typeof(Error));
        var cause = new InvalidOperationException("boom");

        kit.EventFilter.Exception<InvalidOperationException>("boom").ExpectOne(() =>
            Logging.GetLogger(kit.Sys, "the test").Error(cause, "{0} of {1}", 1, 2));

        var error = kit.ExpectMsg<Error>();
        Assert.Same(cause, error.Cause);
        Assert.Equal("1 of 2", error.Message.ToString());
        Assert.Contains("the test", error.LogSource);
        Assert.Equal(LogLevel.ErrorLevel, error.LogLevel());
    }

    [Fact]
    public void The_logger_of_an_actor_names_its_path()
    {
        using var kit = new TestKit("akka.loglevel = INFO");
        kit.Sys.EventStream.Subscribe(kit.TestActor, typeof(Info));
        var actor = kit.Sys.ActorOf(Props.Create(() => new Chatty()), "chatty");

        actor.Tell("hello");

        var info = kit.FishForMessage<Info>(found => found.Message.ToString() == "hello");
        Assert.Contains("/user/chatty", info.LogSource);
        Assert.Equal(typeof(Chatty), info.LogClass);
    }

    private sealed class Chatty : UntypedActor
    {
        private readonly ILoggingAdapter _log = Context.GetLogger();

        protected override void OnReceive(object message) => _log.Info("{0}", message);
    }
}
