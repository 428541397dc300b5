using Akka.Event;
using Akka.Streams.Implementation.Fusing;

namespace Akka.Streams.Stage;

/// <summary>What an inlet does.</summary>
public interface IInHandler
{
    /// <summary>An element is there: Grab it.</summary>
    void OnPush();

    /// <summary>The inlet is closed; nothing comes any more.</summary>
    void OnUpstreamFinish();

    void OnUpstreamFailure(Exception e);
}

/// <summary>What an outlet does.</summary>
public interface IOutHandler
{
    /// <summary>There is demand: Push one element, now or later.</summary>
    void OnPull();

    /// <summary>The outlet is closed; nothing is wanted any more.</summary>
    void OnDownstreamFinish(Exception cause);
}

public interface IStageLogging
{
    ILoggingAdapter Log { get; }
}

/// <summary>By default the end or failure of the inlet ends the stage.</summary>
public abstract class InHandler : IInHandler
{
    public abstract void OnPush();

    public virtual void OnUpstreamFinish() => GraphInterpreter.Current.ActiveStage.CompleteStage();

    public virtual void OnUpstreamFailure(Exception e) => GraphInterpreter.Current.ActiveStage.FailStage(e);
}

/// <summary>By default the cancellation of the outlet ends the stage.</summary>
public abstract class OutHandler : IOutHandler
{
    public abstract void OnPull();

    public virtual void OnDownstreamFinish(Exception cause) => GraphInterpreter.Current.ActiveStage.InternalOnDownstreamFinish(cause);
}

public abstract class InAndOutHandler : IInHandler, IOutHandler
{
    public abstract void OnPush();

    public virtual void OnUpstreamFinish() => GraphInterpreter.Current.ActiveStage.CompleteStage();

    public virtual void OnUpstreamFailure(Exception e) => GraphInterpreter.Current.ActiveStage.FailStage(e);

    public abstract void OnPull();

    public virtual void OnDownstreamFinish(Exception cause) => GraphInterpreter.Current.ActiveStage.InternalOnDownstreamFinish(cause);
}

public sealed class EagerTerminateInput : InHandler
{
    public static readonly EagerTerminateInput Instance = new();

    private EagerTerminateInput()
    {
    }

    public override void OnPush()
    {
    }
}

/// <summary>The end of the inlet does not end the stage; its failure does.</summary>
public sealed class IgnoreTerminateInput : InHandler
{
    public static readonly IgnoreTerminateInput Instance = new();

    private IgnoreTerminateInput()
    {
    }

    public override void OnPush()
    {
    }

    public override void OnUpstreamFinish()
    {
    }
}

public class ConditionalTerminateInput(Func<bool> predicate) : InHandler
{
    public override void OnPush()
    {
    }

    public override void OnUpstreamFinish()
    {
        if (predicate()) base.OnUpstreamFinish();
    }
}

/// <summary>Neither the end nor the failure of the inlet ends the stage.</summary>
public sealed class TotallyIgnorantInput : InHandler
{
    public static readonly TotallyIgnorantInput Instance = new();

    private TotallyIgnorantInput()
    {
    }

    public override void OnPush()
    {
    }

    public override void OnUpstreamFinish()
    {
    }

    public override void OnUpstreamFailure(Exception e)
    {
    }
}

public sealed class EagerTerminateOutput : OutHandler
{
    public static readonly EagerTerminateOutput Instance = new();

    private EagerTerminateOutput()
    {
    }

    public override void OnPull()
    {
    }
}

public sealed class IgnoreTerminateOutput : OutHandler
{
    public static readonly IgnoreTerminateOutput Instance = new();

    private IgnoreTerminateOutput()
    {
    }

    public override void OnPull()
    {
    }

    public override void OnDownstreamFinish(Exception cause)
    {
    }
}

public class ConditionalTerminateOutput(Func<bool> predicate) : OutHandler
{
    public override void OnPull()
    {
    }

    public override void OnDownstreamFinish(Exception cause)
    {
        if (predicate()) base.OnDownstreamFinish(cause);
    }
}
