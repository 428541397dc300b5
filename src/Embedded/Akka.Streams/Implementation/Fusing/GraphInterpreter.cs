using Akka.Event;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Fusing;

/// <summary>
/// Runs the stages of one island, on one thread at a time. Owns the queue of connections that have an event, and counts
/// the stages that still run.
/// What a stage does while it runs is chased: the last push and the last pull are followed at once, without the queue,
/// up to a limit, so that no branch of a graph starves.
/// </summary>
internal sealed partial class GraphInterpreter
{
    private const int ChaseLimit = 16;
    private const int None = -1;

    [ThreadStatic]
    private static GraphInterpreter? _current;

    private readonly List<GraphStageLogic> _logics = [];
    private Connection? _queueHead;
    private Connection? _queueTail;
    private Connection? _chasedPush;
    private Connection? _chasedPull;

    /// <summary>The position of the stage that runs; a number, because it is set twice an element a stage.</summary>
    private int _active = None;
    private int _running;

    public GraphInterpreter(ActorMaterializer materializer, Attributes attributes)
    {
        Materializer = materializer;
        Attributes = attributes;
    }

    public static GraphInterpreter Current =>
        _current ?? throw new InvalidOperationException("Outside of a stage: handlers may only be used by the stream that runs them.");

    public ActorMaterializer Materializer { get; }

    /// <summary>What holds for the whole island: dispatcher, processing limit.</summary>
    public Attributes Attributes { get; }

    public IReadOnlyList<GraphStageLogic> Logics => _logics;

    public GraphStageLogic ActiveStage => _active != None ? _logics[_active] : throw new InvalidOperationException("No stage is active");

    /// <summary>Set when the island stops before its stages have.</summary>
    public AbruptTerminationException? Aborted { get; set; }

    public bool IsCompleted => _running == 0;

    public bool HasEvents => _queueHead is not null || _chasedPush is not null || _chasedPull is not null;

    public void Add(GraphStageLogic logic)
    {
        logic.Position = _logics.Count;
        _logics.Add(logic);
        _running++;
    }

    /// <summary>Starts every stage. Events that this causes wait until the island executes.</summary>
    public void Init()
    {
        var previous = Enter();
        foreach (var logic in _logics)
        {
            _active = logic.Position;
            try
            {
                logic.Start();
            }
            catch (Exception e)
            {
                OnStageError(logic, e);
            }

            AfterStageHasRun(logic);
        }

        Leave(previous);
    }

    /// <summary>Processes events until there are none, or until the limit. Returns whether events are left.</summary>
    public bool Execute(int limit)
    {
        var previous = Enter();
        while (!ExecuteUntilError(ref limit))
        {
        }

        Leave(previous);
        return HasEvents;
    }

    /// <summary>Handles an asynchronous event of a stage, unless the stage has stopped; then processes events as without it.</summary>
    public bool Execute(IslandEvent e, int limit)
    {
        var previous = Enter();
        if (!e.Logic.IsStopped) Handle(e);
        while (!ExecuteUntilError(ref limit))
        {
        }

        Leave(previous);
        return HasEvents;
    }

    /// <summary>Stops every stage that still runs, without any event.</summary>
    public void Abort()
    {
        var previous = Enter();
        foreach (var logic in _logics)
        {
            if (logic.IsStopped) continue;
            _active = logic.Position;
            Stop(logic);
        }

        _queueHead = _queueTail = _chasedPush = _chasedPull = null;
        Leave(previous);
    }

    private GraphInterpreter? Enter()
    {
        var previous = _current;
        _current = this;
        return previous;
    }

    private void Leave(GraphInterpreter? previous)
    {
        _active = None;
        _current = previous;
    }

    private void Handle(IslandEvent e)
    {
        _active = e.Logic.Position;
        try
        {
            e.Handle();
        }
        catch (Exception cause)
        {
            OnStageError(e.Logic, cause);
        }

        AfterStageHasRun(e.Logic);
    }

    private bool ExecuteUntilError(ref int limit)
    {
        try
        {
            Loop(ref limit);
            return true;
        }
        catch (Exception e) when (_active != None)
        {
            var failed = ActiveStage;
            OnStageError(failed, e);
            AfterStageHasRun(failed);
            return false;
        }
    }

    private void Loop(ref int limit)
    {
        var chase = ChaseLimit;
        while (limit-- > 0)
        {
            var connection = _chasedPush;
            if (connection is not null) _chasedPush = null;
            else if ((connection = _chasedPull) is not null) _chasedPull = null;

            if (connection is not null)
            {
                if (--chase > 0 || _queueHead is null)
                {
                    Process(connection);
                    continue;
                }

                Enqueue(connection);
            }

            if ((connection = Dequeue()) is null) return;
            chase = ChaseLimit;
            Process(connection);
        }
    }

    private void Process(Connection connection)
    {
        var state = connection.State;
        switch (state & (Connection.InClosed | Connection.OutClosed))
        {
            case 0:
                if ((state & Connection.Phase) == Connection.Pushing) DeliverPush(connection);
                else if ((state & Connection.Phase) == Connection.Pulling) DeliverPull(connection);
                break;
            case Connection.InClosed:
                DeliverCancel(connection);
                break;
            case Connection.OutClosed when (state & Connection.Phase) == Connection.Pushing:
                // The last element goes first, the end follows.
                Enqueue(connection);
                DeliverPush(connection);
                break;
            case Connection.OutClosed:
                DeliverEnd(connection);
                break;
        }
    }

    private void DeliverPush(Connection connection)
    {
        connection.State -= Connection.Pushing - Connection.Idle;
        var owner = connection.InOwner;
        _active = owner.Position;
        connection.InHandler.OnPush();
        if (owner.OpenPorts == 0) AfterStageHasRun(owner);
    }

    private void DeliverPull(Connection connection)
    {
        connection.State += Connection.Demanded - Connection.Pulling;
        var owner = connection.OutOwner;
        _active = owner.Position;
        connection.OutHandler.OnPull();
        if (owner.OpenPorts == 0) AfterStageHasRun(owner);
    }

    private void DeliverCancel(Connection connection)
    {
        connection.State |= Connection.OutClosed;
        var owner = connection.OutOwner;
        _active = owner.Position;
        owner.OpenPorts--;
        connection.OutHandler.OnDownstreamFinish(connection.Cause!);
        AfterStageHasRun(owner);
    }

    private void DeliverEnd(Connection connection)
    {
        connection.State |= Connection.InClosed;
        var owner = connection.InOwner;
        _active = owner.Position;
        owner.OpenPorts--;
        if ((connection.State & Connection.Failed) != 0) connection.InHandler.OnUpstreamFailure(connection.Cause!);
        else connection.InHandler.OnUpstreamFinish();
        AfterStageHasRun(owner);
    }

    private void AfterStageHasRun(GraphStageLogic logic)
    {
        if (logic.OpenPorts == 0) Stop(logic);
    }

    private void Stop(GraphStageLogic logic)
    {
        logic.OpenPorts = GraphStageLogic.Stopped;
        _running--;
        try
        {
            logic.End();
        }
        catch (Exception e)
        {
            Materializer.Logger.Error(e, "Error during PostStop in [{0}]: {1}", logic, e.Message);
        }
    }

    private void OnStageError(GraphStageLogic logic, Exception cause)
    {
        Report(logic, cause);
        if (!logic.IsStopped) logic.FailStage(cause);
    }

    private void Report(GraphStageLogic logic, Exception cause)
    {
        var level = logic.Attributes.GetAttribute<Attributes.LogLevels>()?.OnFailure ?? LogLevel.ErrorLevel;
        if (level == Attributes.LogLevels.Off) return;
        Materializer.Logger.Log(level, cause, "Error in stage [{0}]: {1}", [logic, cause.Message]);
    }
}
