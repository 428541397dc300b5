using Akka.Streams.Stages;

namespace Akka.Streams;

/// <summary>Ends streams from outside.</summary>
public interface IKillSwitch
{
    /// <summary>Completes downstream and cancels upstream.</summary>
    void Shutdown();

    /// <summary>Fails downstream and cancels upstream.</summary>
    void Abort(Exception cause);
}

/// <summary>The switch of one materialized flow.</summary>
public sealed class UniqueKillSwitch : IKillSwitch
{
    internal UniqueKillSwitch()
    {
    }

    internal SwitchState State { get; } = new();

    public void Shutdown() => State.Throw(null);

    public void Abort(Exception cause) => State.Throw(cause);

    public override string ToString() => $"SingleKillSwitch({GetHashCode()})";
}

/// <summary>One switch for any number of flows, also for those that are materialized after it was thrown.</summary>
public sealed class SharedKillSwitch : IKillSwitch
{
    private readonly string _name;

    internal SharedKillSwitch(string name) => _name = name;

    internal SwitchState State { get; } = new();

    public void Shutdown() => State.Throw(null);

    public void Abort(Exception cause) => State.Throw(cause);

    public IGraph<FlowShape<T, T>, SharedKillSwitch> Flow<T>() => new SharedKillSwitchFlow<T>(this);

    public override string ToString() => $"SharedKillSwitch({_name})";
}

public static class KillSwitches
{
    public static SharedKillSwitch Shared(string name) => new(name);

    public static IGraph<FlowShape<T, T>, UniqueKillSwitch> Single<T>() => UniqueKillSwitchFlow<T>.Instance;

    public static IGraph<BidiShape<T1, T1, T2, T2>, UniqueKillSwitch> SingleBidi<T1, T2>() => UniqueKillSwitchBidi<T1, T2>.Instance;
}
