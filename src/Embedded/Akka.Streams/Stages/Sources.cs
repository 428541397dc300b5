using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>The elements of an enumerator. It is asked one element ahead, so that the end comes with the last element.</summary>
internal sealed class EnumeratorSource<T>(Func<IEnumerator<T>> factory) : SourceStage<T>("enumerableSource")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new Logic(this, factory);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<T> _out;
        private readonly Func<IEnumerator<T>> _factory;
        private IEnumerator<T>? _elements;

        public Logic(EnumeratorSource<T> stage, Func<IEnumerator<T>> factory)
            : base(0, 1)
        {
            _out = stage.Out;
            _factory = factory;
            SetHandler(_out, this);
        }

        public override void OnPull()
        {
            if (_elements is null && !Begin()) return;

            Push(_out, _elements!.Current);
            if (!_elements.MoveNext()) CompleteStage();
        }

        public override void PostStop() => _elements?.Dispose();

        private bool Begin()
        {
            _elements = _factory();
            if (_elements.MoveNext()) return true;
            CompleteStage();
            return false;
        }
    }
}

internal sealed class SingleSource<T>(T element) : SourceStage<T>("singleSource")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new Logic(this, element);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<T> _out;
        private readonly T _element;

        public Logic(SingleSource<T> stage, T element)
            : base(0, 1)
        {
            _out = stage.Out;
            _element = element;
            SetHandler(_out, this);
        }

        public override void OnPull()
        {
            Push(_out, _element);
            CompleteStage();
        }
    }
}

/// <summary>Ends at once: with a failure, where there is one.</summary>
internal sealed class EndedSource<T>(Exception? failure) : SourceStage<T>(failure is null ? "emptySource" : "failedSource")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new Logic(this, failure);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Exception? _failure;

        public Logic(EndedSource<T> stage, Exception? failure)
            : base(0, 1)
        {
            _failure = failure;
            SetHandler(stage.Out, this);
        }

        public override void PreStart()
        {
            if (_failure is null) CompleteStage();
            else FailStage(_failure);
        }

        public override void OnPull()
        {
        }
    }
}

internal sealed class NeverSource<T>() : SourceStage<T>("neverSource")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new Logic(this);

    private sealed class Logic : OutGraphStageLogic
    {
        public Logic(NeverSource<T> stage)
            : base(0, 1) => SetHandler(stage.Out, this);

        public override void OnPull()
        {
        }
    }
}

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

/// <summary>Elements made of a state, until there is none.</summary>
internal sealed class Unfold<TState, T>(TState state, Func<TState, Akka.Util.Option<(TState, T)>> function) : SourceStage<T>("unfoldSource")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new Logic(this, state, function);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<T> _out;
        private readonly Func<TState, Akka.Util.Option<(TState, T)>> _function;
        private TState _state;

        public Logic(Unfold<TState, T> stage, TState state, Func<TState, Akka.Util.Option<(TState, T)>> function)
            : base(0, 1)
        {
            _out = stage.Out;
            _state = state;
            _function = function;
            SetHandler(_out, this);
        }

        public override void OnPull()
        {
            var next = _function(_state);
            if (next.HasValue)
            {
                (_state, var element) = next.Value;
                Push(_out, element);
            }
            else
            {
                CompleteStage();
            }
        }
    }
}

internal sealed class UnfoldAsync<TState, T>(TState state, Func<TState, Task<Akka.Util.Option<(TState, T)>>> function) : SourceStage<T>("unfoldAsyncSource")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new Logic(this, state, function);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<T> _out;
        private readonly Func<TState, Task<Akka.Util.Option<(TState, T)>>> _function;
        private readonly Action _completed;
        private TState _state;
        private Task<Akka.Util.Option<(TState, T)>>? _next;

        public Logic(UnfoldAsync<TState, T> stage, TState state, Func<TState, Task<Akka.Util.Option<(TState, T)>>> function)
            : base(0, 1)
        {
            _out = stage.Out;
            _state = state;
            _function = function;
            _completed = GetAsyncCallback(Completed);
            SetHandler(_out, this);
        }

        public override void OnPull()
        {
            _next = _function(_state);
            if (_next.IsCompleted) Completed();
            else _next.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_completed);
        }

        private void Completed()
        {
            if (!_next!.IsCompletedSuccessfully)
            {
                FailStage(_next.Failure());
            }
            else if (_next.Result.HasValue)
            {
                (_state, var element) = _next.Result.Value;
                Push(_out, element);
            }
            else
            {
                CompleteStage();
            }
        }
    }
}

/// <summary>The same element at each tick. A tick without demand is dropped. The materialized value ends the stream.</summary>
internal sealed class TickSource<T>(TimeSpan initialDelay, TimeSpan interval, T tick) : SourceStage<T, Akka.Actor.ICancelable>("tickSource")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var logic = new Logic(this, initialDelay, interval, tick);
        materialized = logic.Cancelable;
        return logic;
    }

    private sealed class Logic : TimerGraphStageLogic, IOutHandler
    {
        private readonly Outlet<T> _out;
        private readonly TimeSpan _initialDelay;
        private readonly TimeSpan _interval;
        private readonly T _tick;

        public Logic(TickSource<T> stage, TimeSpan initialDelay, TimeSpan interval, T tick)
            : base(stage.Shape)
        {
            _out = stage.Out;
            _initialDelay = initialDelay;
            _interval = interval;
            _tick = tick;
            Cancelable = new StreamCancelable(GetAsyncCallback(CompleteStage));
            SetHandler(_out, this);
        }

        public StreamCancelable Cancelable { get; }

        public override void PreStart() => ScheduleRepeatedly("TickTimer", _initialDelay, _interval);

        public void OnPull()
        {
        }

        public void OnDownstreamFinish(Exception cause) => InternalOnDownstreamFinish(cause);

        protected internal override void OnTimer(object timerKey)
        {
            if (IsAvailable(_out)) Push(_out, _tick);
        }
    }
}

/// <summary>Ends a stream when it is cancelled.</summary>
internal sealed class StreamCancelable(Action cancel) : Akka.Actor.ICancelable
{
    private readonly CancellationTokenSource _source = new();
    private int _cancelled;

    public bool IsCancellationRequested => _cancelled == 1;

    public CancellationToken Token => _source.Token;

    public void Cancel()
    {
        if (Interlocked.Exchange(ref _cancelled, 1) == 1) return;
        cancel();
        _source.Cancel();
    }

    public void Cancel(bool throwOnFirstException) => Cancel();

    public void CancelAfter(TimeSpan delay)
    {
        _source.Token.Register(Cancel);
        _source.CancelAfter(delay);
    }

    public void CancelAfter(int millisecondsDelay) => CancelAfter(TimeSpan.FromMilliseconds(millisecondsDelay));
}
