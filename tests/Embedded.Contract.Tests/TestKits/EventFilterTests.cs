using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;
using Xunit.Sdk;

namespace Embedded.Contract.Tests.TestKits;

/// <summary>EventFilter counts events of the log while a block runs, and keeps them out of the log.</summary>
public sealed class EventFilterTests() : TestKit("akka.loglevel = DEBUG, akka.test.filter-leeway = 2s")
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void Each_level_has_its_filter()
    {
        EventFilter.Debug("d").ExpectOne(() => Log.Debug("d"));
        EventFilter.Info("i").ExpectOne(() => Log.Info("i"));
        EventFilter.Warning("w").ExpectOne(() => Log.Warning("w"));
        EventFilter.Error("e").ExpectOne(() => Log.Error("e"));
        EventFilter.ForLogLevel(LogLevel.InfoLevel, "i").ExpectOne(() => Log.Info("i"));
    }

    [Fact]
    public void The_text_may_be_given_whole_by_its_start_by_a_part_or_by_a_pattern()
    {
        EventFilter.Info(message: "hello world").ExpectOne(() => Log.Info("hello world"));
        EventFilter.Info(start: "hello").ExpectOne(() => Log.Info("hello world"));
        EventFilter.Info(contains: "lo wo").ExpectOne(() => Log.Info("hello world"));
        EventFilter.Info(new System.Text.RegularExpressions.Regex("^h.*d$")).ExpectOne(() => Log.Info("hello world"));
    }

    [Fact]
    public void The_source_may_be_the_path_of_an_actor()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Chatty()), "chatty");

        EventFilter.Info("hello", source: actor.Path.ToString()).ExpectOne(() => actor.Tell("hello"));
    }

    [Fact]
    public void Exceptions_are_told_by_their_type_and_text()
    {
        EventFilter.Exception<ArithmeticException>("boom").ExpectOne(() => Log.Error(new ArithmeticException("boom"), "it failed"));
        EventFilter.Exception<ArithmeticException>("it failed").ExpectOne(() => Log.Error(new ArithmeticException("boom"), "it failed"));
        EventFilter.Exception(typeof(Exception), contains: "oo").ExpectOne(() => Log.Error(new ArithmeticException("boom"), "it failed"));
    }

    [Fact]
    public void So_many_are_expected_no_more_and_no_less()
    {
        EventFilter.Info("i").Expect(2, () => Twice(() => Log.Info("i")));

        Assert.ThrowsAny<XunitException>(() => EventFilter.Info("i").Expect(2, Short, () => Log.Info("i")));
        Assert.ThrowsAny<XunitException>(() => EventFilter.Info("i").Expect(0, () => Log.Info("i")));
    }

    [Fact]
    public void None_expected_is_none_for_the_whole_time() => EventFilter.Info("i").Expect(0, Short, () => Log.Info("another"));

    [Fact]
    public async Task The_async_forms_await_their_block()
    {
        await EventFilter.Info("i").ExpectOneAsync(async () =>
        {
            await Task.Yield();
            Log.Info("i");
        });
        await EventFilter.Info("i").ExpectAsync(2, async () =>
        {
            await Task.Yield();
            Twice(() => Log.Info("i"));
        });
    }

    [Fact]
    public void A_form_with_a_result_gives_it() =>
        Assert.Equal(7, EventFilter.Info("i").ExpectOne(() =>
        {
            Log.Info("i");
            return 7;
        }));

    [Fact]
    public void Filters_are_joined_by_And() => EventFilter.Info("i").And.Warning("w").Expect(2, () =>
    {
        Log.Info("i");
        Log.Warning("w");
    });

    [Fact]
    public void Dead_letters_are_told_by_the_type_of_their_message()
    {
        EventFilter.DeadLetter<string>().ExpectOne(() => Sys.DeadLetters.Tell("hello"));
        EventFilter.DeadLetter<int>(i => i == 2).ExpectOne(() =>
        {
            Sys.DeadLetters.Tell(1);
            Sys.DeadLetters.Tell(2);
        });
    }

    [Fact]
    public void A_custom_filter_is_asked_with_the_event() =>
        EventFilter.Custom(logEvent => logEvent is Warning { Cause: ArithmeticException }).ExpectOne(() => Log.Warning(new ArithmeticException(), "w"));

    [Fact]
    public void The_event_reaches_other_subscribers_all_the_same()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Warning));

        EventFilter.Warning("w").ExpectOne(() => Log.Warning("w"));

        ExpectMsg<Warning>(warning => warning.Message.ToString() == "w");
    }

    private static void Twice(Action action)
    {
        action();
        action();
    }

    private sealed class Chatty : UntypedActor
    {
        protected override void OnReceive(object message) => Context.GetLogger().Info((string)message);
    }
}
