using Akka.Streams.Implementation.Fusing;

namespace Akka.Streams.Stage;

/// <summary>What comes from outside: callbacks from any thread and messages of actors.</summary>
public abstract partial class GraphStageLogic
{
    /// <summary>The stage's actor, after <see cref="GetStageActor"/>.</summary>
    public StageActor StageActor => _stageActor ?? throw StageActorRefNotInitializedException.Instance;

    protected virtual string StageActorName => "";

    /// <summary>
    /// What is returned may be called from any thread; the handler then runs inside the stage. It costs one message;
    /// a callback that comes after the stage has stopped is dropped.
    /// </summary>
    protected Action<T> GetAsyncCallback<T>(Action<T> handler) => new AsyncCallbackOf<T>(this, handler).Invoke;

    protected Action GetAsyncCallback(Action handler) => new AsyncCallbackOf(this, handler).Invoke;

    /// <summary>Makes the stage's actor, or gives the one there is another behaviour.</summary>
    protected StageActor GetStageActor(StageActorRef.Receive receive)
    {
        if (_stageActor is null) _stageActor = new StageActor(this, receive, StageActorName);
        else _stageActor.Become(receive);
        return _stageActor;
    }

    private sealed class AsyncCallbackOf<T>(GraphStageLogic logic, Action<T> handler)
    {
        public void Invoke(T value) => logic.Interpreter.Enqueue(new Event(logic, handler, value));

        private sealed class Event(GraphStageLogic logic, Action<T> handler, T value) : IslandEvent(logic)
        {
            public override void Handle() => handler(value);
        }
    }

    /// <summary>It carries nothing, so one event serves all calls.</summary>
    private sealed class AsyncCallbackOf(GraphStageLogic logic, Action handler) : IslandEvent(logic)
    {
        public void Invoke() => Logic.Interpreter.Enqueue(this);

        public override void Handle() => handler();
    }
}
