using Akka.Streams.Implementation.Fusing;

namespace Akka.Streams.Stage;

/// <summary>Ports: handlers, demand, elements, ends.</summary>
public abstract partial class GraphStageLogic
{
    protected void SetHandler<T>(Inlet<T> inlet, IInHandler handler) => SetHandler(inlet.Id, handler);

    protected void SetHandler<T>(Inlet<T> inlet, Action onPush, Action? onUpstreamFinish = null, Action<Exception>? onUpstreamFailure = null)
    {
        ArgumentNullException.ThrowIfNull(onPush);
        SetHandler(inlet.Id, new LambdaInHandler(onPush, onUpstreamFinish, onUpstreamFailure));
    }

    protected void SetHandler<T>(Outlet<T> outlet, IOutHandler handler) => SetHandler(outlet.Id, handler);

    protected void SetHandler<T>(Outlet<T> outlet, Action onPull, Action<Exception>? onDownstreamFinish = null)
    {
        ArgumentNullException.ThrowIfNull(onPull);
        SetHandler(outlet.Id, new LambdaOutHandler(onPull, onDownstreamFinish));
    }

    protected void SetHandler<TIn, TOut>(Inlet<TIn> inlet, Outlet<TOut> outlet, InAndOutGraphStageLogic handler)
    {
        SetHandler(inlet, handler);
        SetHandler(outlet, handler);
    }

    protected void SetHandlers<TIn, TOut>(Inlet<TIn> inlet, Outlet<TOut> outlet, InAndOutGraphStageLogic handler) => SetHandler(inlet, outlet, handler);

    protected IInHandler GetHandler<T>(Inlet<T> inlet) => InHandlerOf(inlet.Id)!;

    protected IOutHandler GetHandler<T>(Outlet<T> outlet) => OutHandlerOf(outlet.Id)!;

    /// <summary>Signals demand for one element.</summary>
    protected void Pull<T>(Inlet<T> inlet)
    {
        var connection = _ports[inlet.Id];
        var state = connection.State;
        if ((state & (Connection.Phase | Connection.InClosed | Connection.OutClosed)) != Connection.Idle)
        {
            PullClosed(connection, inlet);
            return;
        }

        connection.State = (state & ~Connection.Full) | Connection.Pulling;
        Interpreter.Pulled(connection);
    }

    /// <summary>Signals demand unless the inlet is closed.</summary>
    protected void TryPull<T>(Inlet<T> inlet)
    {
        if (!IsClosed(inlet)) Pull(inlet);
    }

    /// <summary>Takes the element that was pushed. Once for each push.</summary>
    protected T Grab<T>(Inlet<T> inlet)
    {
        var connection = _ports[inlet.Id];
        if ((connection.State & (Connection.Phase | Connection.Full)) != (Connection.Idle | Connection.Full))
            throw new ArgumentException($"Cannot get element from already empty input port ({inlet})");

        connection.State &= ~Connection.Full;
        return connection.Take<T>();
    }

    /// <summary>Emits an element; only after a pull, once for each pull.</summary>
    protected void Push<T>(Outlet<T> outlet, T element)
    {
        var connection = _ports[InCount + outlet.Id];
        var state = connection.State;
        if ((state & (Connection.Phase | Connection.InClosed | Connection.OutClosed)) != Connection.Demanded || element is null)
        {
            PushClosed(connection, outlet, element);
            return;
        }

        connection.State = state | (Connection.Pushing | Connection.Full);
        connection.Put(element);
        Interpreter.Pushed(connection);
    }

    protected void Cancel<T>(Inlet<T> inlet) => Cancel(inlet, SubscriptionWithCancelException.NoMoreElementsNeeded.Instance);

    protected void Cancel<T>(Inlet<T> inlet, Exception cause) => Interpreter.Cancel(_ports[inlet.Id], cause);

    /// <summary>Signals the end; after what is being emitted.</summary>
    protected void Complete<T>(Outlet<T> outlet) => CompletePort(_ports[InCount + outlet.Id]);

    /// <summary>Signals the failure at once: it overtakes what is being emitted.</summary>
    protected void Fail<T>(Outlet<T> outlet, Exception reason) => Interpreter.Fail(_ports[InCount + outlet.Id], reason);

    protected bool HasBeenPulled<T>(Inlet<T> inlet)
    {
        var state = _ports[inlet.Id].State;
        return (state & Connection.Phase) != Connection.Idle && (state & Connection.InClosed) == 0;
    }

    protected bool IsAvailable<T>(Inlet<T> inlet) =>
        (_ports[inlet.Id].State & (Connection.Phase | Connection.Full)) == (Connection.Idle | Connection.Full);

    protected bool IsAvailable<T>(Outlet<T> outlet) =>
        (_ports[InCount + outlet.Id].State & (Connection.Phase | Connection.OutClosed)) == Connection.Demanded;

    protected bool IsClosed<T>(Inlet<T> inlet) => (_ports[inlet.Id].State & Connection.InClosed) != 0;

    protected bool IsClosed<T>(Outlet<T> outlet) => (_ports[InCount + outlet.Id].State & Connection.OutClosed) != 0;

    internal void AttachInlet(Inlet inlet, Connection connection)
    {
        connection.InOwner = this;
        connection.InHandler = _handlers![inlet.Id] as IInHandler ?? throw NoHandler(inlet.Name);
        _ports[inlet.Id] = connection;
    }

    internal void AttachOutlet(Outlet outlet, Connection connection)
    {
        connection.OutOwner = this;
        connection.OutHandler = _handlers![InCount + outlet.Id] as IOutHandler ?? throw NoHandler(outlet.Name);
        _ports[InCount + outlet.Id] = connection;
    }

    /// <summary>All ports are attached: from now on handlers live in the connections.</summary>
    internal void Attached() => _handlers = null;

    private InvalidOperationException NoHandler(string port) => new($"No handler defined in stage [{this}] for port [{port}]");

    private void SetHandler(int inlet, IInHandler handler)
    {
        if (_handlers is not null) _handlers[inlet] = handler;
        if (_ports[inlet] is { } connection) connection.InHandler = handler;
    }

    private void SetHandler(int outlet, IOutHandler handler)
    {
        if (_handlers is not null) _handlers[InCount + outlet] = handler;
        if (_ports[InCount + outlet] is { } connection) connection.OutHandler = handler;
    }

    private IInHandler? InHandlerOf(int inlet) => _ports[inlet]?.InHandler ?? _handlers![inlet] as IInHandler;

    private IOutHandler? OutHandlerOf(int outlet) => _ports[InCount + outlet]?.OutHandler ?? _handlers![InCount + outlet] as IOutHandler;

    private void CompletePort(Connection connection)
    {
        if (connection.OutHandler is Emitting emitting && (connection.State & Connection.OutClosed) == 0) emitting.CompleteAfterwards();
        else Interpreter.Complete(connection);
    }

    private void PullClosed(Connection connection, Inlet inlet)
    {
        if ((connection.State & Connection.InClosed) != 0) throw new ArgumentException($"Cannot pull closed port ({inlet})");
        if ((connection.State & Connection.Phase) != Connection.Idle) throw new ArgumentException($"Cannot pull port ({inlet}) twice");

        // The outlet has closed and the inlet was not told yet: no event, but the inlet has been pulled.
        connection.State = (connection.State & ~Connection.Full) | Connection.Pulling;
    }

    private static void PushClosed<T>(Connection connection, Outlet outlet, T element)
    {
        if ((connection.State & Connection.OutClosed) != 0) throw new ArgumentException($"Cannot push closed port ({outlet})");
        if ((connection.State & Connection.Phase) != Connection.Demanded)
            throw new ArgumentException($"Cannot push port ({outlet}) twice, or before it being pulled");
        if (element is null) throw new ArgumentNullException(nameof(element), "Element must not be null, rule 2.13");

        // The inlet has cancelled and the outlet was not told yet: the element is lost, the demand is used.
        connection.State |= Connection.Pushing;
    }
}
