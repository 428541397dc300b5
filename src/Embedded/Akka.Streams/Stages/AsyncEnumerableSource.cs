using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>The elements of an asynchronous enumerator, one MoveNext for each demand. It is disposed when the stream ends.</summary>
internal sealed class AsyncEnumerableSource<T>(Func<IAsyncEnumerable<T>> factory) : SourceStage<T>("asyncEnumerableSource")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new Logic(this, factory);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<T> _out;
        private readonly Func<IAsyncEnumerable<T>> _factory;
        private readonly CancellationTokenSource _cancellation = new();
        private readonly Action _moved;
        private IAsyncEnumerator<T> _elements = null!;
        private Task<bool>? _moving;

        public Logic(AsyncEnumerableSource<T> stage, Func<IAsyncEnumerable<T>> factory)
            : base(0, 1)
        {
            _out = stage.Out;
            _factory = factory;
            _moved = GetAsyncCallback(OnMoved);
            SetHandler(_out, this);
        }

        public override void PreStart() => _elements = _factory().GetAsyncEnumerator(_cancellation.Token);

        public override void OnPull()
        {
            var moving = _elements.MoveNextAsync();
            _moving = moving.AsTask();
            if (_moving.IsCompleted) OnMoved();
            else _moving.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_moved);
        }

        public override void PostStop()
        {
            if (_elements is not null) _ = Dispose(_elements, _moving, _cancellation);
        }

        private void OnMoved()
        {
            if (!_moving!.IsCompletedSuccessfully) FailStage(_moving.Failure());
            else if (_moving.Result) Push(_out, _elements.Current);
            else CompleteStage();
        }

        /// <summary>An enumerator may only be disposed when it does not move: it is told to stop first.</summary>
        private static async Task Dispose(IAsyncEnumerator<T> elements, Task? moving, CancellationTokenSource cancellation)
        {
            try
            {
                await cancellation.CancelAsync().ConfigureAwait(false);
                if (moving is not null) await moving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await elements.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception)
            {
                // The stream has ended: nobody is left to be told.
            }
        }
    }
}
