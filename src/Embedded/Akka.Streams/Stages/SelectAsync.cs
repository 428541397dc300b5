using Akka.Streams.Implementation.Fusing;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>
/// Maps with tasks, up to so many at a time. A task's completion comes as an event of the stage, and only there its result
/// is read and the queue touched: so nothing can be lost between threads.
/// </summary>
internal sealed class SelectAsync<TIn, TOut>(int parallelism, Func<TIn, Task<TOut>> function, bool ordered)
    : FlowStage<TIn, TOut>(ordered ? "selectAsync" : "selectAsyncUnordered")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) =>
        new Logic(this, inheritedAttributes, parallelism, function, ordered);

    private sealed class Logic(SelectAsync<TIn, TOut> stage, Attributes attributes, int parallelism, Func<TIn, Task<TOut>> function, bool ordered)
        : SupervisedFlowLogic<TIn, TOut>(stage, attributes)
    {
        private readonly Queue<Pending> _ready = new();
        private int _running;

        public override void OnPush()
        {
            try
            {
                Begin(function(Grab(In)));
            }
            catch (Exception e)
            {
                Supervise(e);
            }

            Advance();
        }

        public override void OnPull() => Advance();

        public override void OnUpstreamFinish()
        {
            if (InFlight == 0) CompleteStage();
        }

        protected override void OnResume()
        {
        }

        /// <summary>Ordered: all that are in flight stand in the queue. Unordered: only those that are done.</summary>
        private int InFlight => ordered ? _ready.Count : _ready.Count + _running;

        private void Begin(Task<TOut> task)
        {
            if (InFlight == 0 && task.IsCompletedSuccessfully && IsAvailable(Out))
            {
                Push(Out, task.Result);
                return;
            }

            var pending = new Pending(this, task);
            if (ordered) _ready.Enqueue(pending);
            _running++;
            if (task.IsCompleted) Complete(pending);
            else pending.Watch();
        }

        private void Complete(Pending pending)
        {
            _running--;
            pending.IsDone = true;
            if (!ordered) _ready.Enqueue(pending);
            if (!pending.Task.IsCompletedSuccessfully) Supervise(pending.Task.Failure());
            else if (pending.Task.Result is null) Supervise(new ArgumentNullException(nameof(pending), "Element must not be null, rule 2.13"));
        }

        private void Advance()
        {
            if (IsClosed(Out)) return;
            if (IsAvailable(Out)) PushNext();
            if (InFlight == 0 && IsClosed(In)) CompleteStage();
            else if (InFlight < parallelism && !HasBeenPulled(In)) TryPull(In);
        }

        private void PushNext()
        {
            while (_ready.TryPeek(out var next) && next.IsDone)
            {
                _ready.Dequeue();
                if (!next.Task.IsCompletedSuccessfully || next.Task.Result is not { } result) continue;

                Push(Out, result);
                return;
            }
        }

        private sealed class Pending(Logic logic, Task<TOut> task) : IslandEvent(logic)
        {
            public Task<TOut> Task => task;

            public bool IsDone { get; set; }

            public void Watch() => task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => logic.Interpreter.Enqueue(this));

            public override void Handle()
            {
                logic.Complete(this);
                logic.Advance();
            }
        }
    }
}
