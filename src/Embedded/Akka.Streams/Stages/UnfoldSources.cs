using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

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
