using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>One element when a task completes; its failure fails the stream.</summary>
internal sealed class TaskSource<T>(Task<T> task) : SourceStage<T>("taskSource")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new Logic(this, task);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<T> _out;
        private readonly Task<T> _task;

        public Logic(TaskSource<T> stage, Task<T> task)
            : base(0, 1)
        {
            _out = stage.Out;
            _task = task;
            SetHandler(_out, this);
        }

        public override void PreStart()
        {
            if (_task.IsCompleted) return;
            _task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(GetAsyncCallback(Completed));
        }

        public override void OnPull()
        {
            if (_task.IsCompleted) Completed();
        }

        private void Completed()
        {
            if (!_task.IsCompletedSuccessfully) FailStage(_task.Failure());
            else if (IsAvailable(_out))
            {
                Push(_out, _task.Result);
                CompleteStage();
            }
        }
    }
}

/// <summary>Its materialized value decides: an element, nothing (default), or a failure. A cancelled stream completes it.</summary>
internal sealed class MaybeSource<T>() : SourceStage<T, TaskCompletionSource<T>>("maybeSource")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var promise = Promise.Create<T>();
        materialized = promise;
        return new Logic(this, promise);
    }

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<T> _out;
        private readonly TaskCompletionSource<T> _promise;

        public Logic(MaybeSource<T> stage, TaskCompletionSource<T> promise)
            : base(0, 1)
        {
            _out = stage.Out;
            _promise = promise;
            SetHandler(_out, this);
        }

        public override void PreStart()
        {
            if (_promise.Task.IsCompleted) Completed();
            else _promise.Task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(GetAsyncCallback(Completed));
        }

        public override void OnPull()
        {
        }

        public override void OnDownstreamFinish(Exception cause)
        {
            _promise.TrySetResult(default!);
            base.OnDownstreamFinish(cause);
        }

        public override void PostStop() => _promise.TrySetException(new AbruptStageTerminationException(this));

        private void Completed()
        {
            var task = _promise.Task;
            if (!task.IsCompletedSuccessfully) FailStage(task.Failure());
            else if (EqualityComparer<T>.Default.Equals(task.Result, default!)) CompleteStage();
            else Emit(_out, task.Result, CompleteStage);
        }
    }
}
