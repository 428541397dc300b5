using Akka.Actor.Internal;

namespace Akka.Actor;

/// <summary>The directive is for the child that failed, and for no other.</summary>
public class OneForOneStrategy : SupervisorStrategy
{
    public OneForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries ?? -1, RestartWindow.Milliseconds(withinTimeRange), Akka.Actor.Decider.From(localOnlyDecider))
    {
    }

    public OneForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, IDecider decider, bool loggingEnabled = true)
    {
        MaxNumberOfRetries = maxNrOfRetries;
        WithinTimeRangeMilliseconds = withinTimeMilliseconds;
        Decider = decider;
        LoggingEnabled = loggingEnabled;
    }

    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : this(-1, -1, Akka.Actor.Decider.From(localOnlyDecider), loggingEnabled)
    {
    }

    public OneForOneStrategy(IDecider decider)
        : this(-1, -1, decider)
    {
    }

    public override IDecider Decider { get; }

    /// <summary>Negative is without limit.</summary>
    public int MaxNumberOfRetries { get; }

    public int WithinTimeRangeMilliseconds { get; }

    public override void ProcessFailure(
        IActorContext context,
        bool restart,
        IActorRef child,
        Exception cause,
        ChildRestartStats stats,
        IReadOnlyCollection<ChildRestartStats> children)
    {
        if (restart && stats.RequestRestartPermission(MaxNumberOfRetries, WithinTimeRangeMilliseconds))
            RestartChild(child, cause, suspendFirst: false);
        else
            context.Stop(child);
    }

    public override void HandleChildTerminated(IActorContext actorContext, IActorRef child, IEnumerable<IInternalActorRef> children)
    {
    }

    protected override Directive Handle(IActorRef child, Exception exception) => Decider.Decide(exception);
}

internal static class RestartWindow
{
    public static int Milliseconds(TimeSpan? range) => range is { } time && time != Timeout.InfiniteTimeSpan ? (int)time.TotalMilliseconds : -1;
}
