using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>Thrown once; tells all who listen, and those who come later at once.</summary>
internal sealed class SwitchState
{
    private readonly HashSet<Action> _listeners = [];

    public bool IsThrown { get; private set; }

    public Exception? Cause { get; private set; }

    public void Throw(Exception? cause)
    {
        Action[] listeners;
        lock (_listeners)
        {
            if (IsThrown) return;
            (Cause, IsThrown) = (cause, true);
            listeners = [.. _listeners];
            _listeners.Clear();
        }

        foreach (var listener in listeners) listener();
    }

    /// <summary>False where it was thrown already.</summary>
    public bool Listen(Action listener)
    {
        lock (_listeners)
        {
            if (!IsThrown) _listeners.Add(listener);
            return !IsThrown;
        }
    }

    public void Forget(Action listener)
    {
        lock (_listeners) _listeners.Remove(listener);
    }
}

/// <summary>A logic that ends when its switch is thrown.</summary>
internal abstract class SwitchedLogic(Shape shape, SwitchState state) : InAndOutGraphStageLogic(shape)
{
    private Action? _listener;

    public override void PreStart()
    {
        _listener = GetAsyncCallback(OnSwitch);
        if (!state.Listen(_listener)) OnSwitch();
    }

    public override void PostStop()
    {
        if (_listener is not null) state.Forget(_listener);
    }

    private void OnSwitch()
    {
        if (state.Cause is { } cause) FailStage(cause);
        else CompleteStage();
    }
}

internal sealed class SwitchedFlowLogic<T> : SwitchedLogic
{
    private readonly FlowShape<T, T> _shape;

    public SwitchedFlowLogic(FlowShape<T, T> shape, SwitchState state)
        : base(shape, state)
    {
        _shape = shape;
        SetHandler(shape.Inlet, shape.Outlet, this);
    }

    public override void OnPush() => Push(_shape.Outlet, Grab(_shape.Inlet));

    public override void OnPull() => Pull(_shape.Inlet);
}

internal sealed class UniqueKillSwitchFlow<T> : GraphStageWithMaterializedValue<FlowShape<T, T>, UniqueKillSwitch>
{
    public static readonly UniqueKillSwitchFlow<T> Instance = new();

    public override FlowShape<T, T> Shape { get; } = new(new Inlet<T>("KillSwitch.in"), new Outlet<T>("KillSwitch.out"));

    protected override Attributes InitialAttributes => Names.Of("breaker");

    public override ILogicAndMaterializedValue<UniqueKillSwitch> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var killSwitch = new UniqueKillSwitch();
        return new LogicAndMaterializedValue<UniqueKillSwitch>(new SwitchedFlowLogic<T>(Shape, killSwitch.State), killSwitch);
    }
}

internal sealed class SharedKillSwitchFlow<T>(SharedKillSwitch killSwitch) : GraphStageWithMaterializedValue<FlowShape<T, T>, SharedKillSwitch>
{
    public override FlowShape<T, T> Shape { get; } = new(new Inlet<T>("KillSwitch.in"), new Outlet<T>("KillSwitch.out"));

    protected override Attributes InitialAttributes => Names.Of("breaker");

    public override ILogicAndMaterializedValue<SharedKillSwitch> CreateLogicAndMaterializedValue(Attributes inheritedAttributes) =>
        new LogicAndMaterializedValue<SharedKillSwitch>(new SwitchedFlowLogic<T>(Shape, killSwitch.State), killSwitch);
}

internal sealed class UniqueKillSwitchBidi<T1, T2> : GraphStageWithMaterializedValue<BidiShape<T1, T1, T2, T2>, UniqueKillSwitch>
{
    public static readonly UniqueKillSwitchBidi<T1, T2> Instance = new();

    public override BidiShape<T1, T1, T2, T2> Shape { get; } =
        new(new("KillSwitchBidi.in1"), new("KillSwitchBidi.out1"), new("KillSwitchBidi.in2"), new("KillSwitchBidi.out2"));

    protected override Attributes InitialAttributes => Names.Of("breaker");

    public override ILogicAndMaterializedValue<UniqueKillSwitch> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var killSwitch = new UniqueKillSwitch();
        return new LogicAndMaterializedValue<UniqueKillSwitch>(new Logic(Shape, killSwitch.State), killSwitch);
    }

    /// <summary>The logic handles the first direction itself; each direction ends for itself.</summary>
    private sealed class Logic : SwitchedLogic
    {
        private readonly BidiShape<T1, T1, T2, T2> _shape;

        public Logic(BidiShape<T1, T1, T2, T2> shape, SwitchState state)
            : base(shape, state)
        {
            _shape = shape;
            SetHandler(shape.Inlet1, shape.Outlet1, this);
            SetHandler(
                shape.Inlet2, () => Push(shape.Outlet2, Grab(shape.Inlet2)), () => Complete(shape.Outlet2), cause => Fail(shape.Outlet2, cause));
            SetHandler(shape.Outlet2, () => Pull(shape.Inlet2), cause => Cancel(shape.Inlet2, cause));
        }

        public override void OnPush() => Push(_shape.Outlet1, Grab(_shape.Inlet1));

        public override void OnPull() => Pull(_shape.Inlet1);

        public override void OnUpstreamFinish() => Complete(_shape.Outlet1);

        public override void OnUpstreamFailure(Exception e) => Fail(_shape.Outlet1, e);

        public override void OnDownstreamFinish(Exception cause) => Cancel(_shape.Inlet1, cause);
    }
}
