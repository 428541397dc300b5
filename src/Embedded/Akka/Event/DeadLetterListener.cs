using Akka.Actor;

namespace Akka.Event;

/// <summary>
/// Logs dead letters: always, up to a number (<c>akka.log-dead-letters</c>), or up to a number and again after a pause
/// (<c>akka.log-dead-letters-suspend-duration</c>).
/// </summary>
public class DeadLetterListener : ActorBase
{
    private const string HowToChange =
        "This logging can be turned off or adjusted with configuration settings 'akka.log-dead-letters' and 'akka.log-dead-letters-during-shutdown'.";

    private readonly EventStream _eventStream = Context.System.EventStream;
    private readonly int _most = Context.System.Settings.LogDeadLetters;
    private readonly TimeSpan _pause = Context.System.Settings.LogDeadLettersSuspendDuration;
    private int _count;
    private TimeSpan _silentUntil;

    protected override void PreStart()
    {
        _eventStream.Subscribe(Self, typeof(DeadLetter));
        _eventStream.Subscribe(Self, typeof(Dropped));
        _eventStream.Subscribe(Self, typeof(UnhandledMessage));
    }

    /// <summary>Its count outlives a failure.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
    }

    protected override void PostRestart(Exception reason)
    {
    }

    protected override void PostStop() => _eventStream.Unsubscribe(Self);

    protected override bool Receive(object message)
    {
        if (message is not AllDeadLetters letter) return false;
        _count++;
        if (_most == int.MaxValue) Log(letter, "");
        else if (_count < _most) Log(letter, "");
        else if (_count == _most) LogLast(letter);
        else if (_pause != Timeout.InfiniteTimeSpan && Context.System.Scheduler.MonotonicClock >= _silentUntil) LogAfterPause(letter);
        return true;
    }

    private void LogLast(AllDeadLetters letter)
    {
        if (_pause == Timeout.InfiniteTimeSpan)
        {
            Log(letter, ", no more dead letters will be logged");
            return;
        }
        _silentUntil = Context.System.Scheduler.MonotonicClock + _pause;
        Log(letter, $", no more dead letters will be logged in next [{_pause}]");
    }

    private void LogAfterPause(AllDeadLetters letter)
    {
        Log(letter, $", of which {_count - _most - 1} were not logged. The counter will be reset now");
        _count = 0;
    }

    private void Log(AllDeadLetters letter, string more)
    {
        var (what, why) = letter switch
        {
            Dropped dropped => ("was dropped", $" {dropped.Reason}."),
            UnhandledMessage => ("was unhandled", ""),
            _ => ("was not delivered", $" If this is not an expected behavior then {letter.Recipient} may have terminated unexpectedly."),
        };
        var from = letter.Sender.IsNobody() ? "" : $" from {letter.Sender}";
        _eventStream.Publish(new Info(letter.Recipient.Path.ToString()!, letter.Recipient.GetType(),
            $"Message [{letter.Message.GetType().Name}]{from} to {letter.Recipient} {what}. [{_count}] dead letters encountered{more}.{why} {HowToChange} Message content: {letter.Message}"));
    }
}
