using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>Up to so many elements wait for demand; when more come, the strategy decides.</summary>
internal sealed class Buffer<T>(int size, OverflowStrategy strategy) : FlowStage<T, T>("buffer")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, size, strategy);

    private sealed class Logic(Buffer<T> stage, int size, OverflowStrategy strategy) : FlowLogic<T, T>(stage)
    {
        private readonly RingBuffer<T> _buffer = new(size);

        public override void PreStart() => Pull(In);

        public override void OnPush()
        {
            var element = Grab(In);
            if (IsAvailable(Out)) Push(Out, element);
            else if (!_buffer.IsFull || _buffer.MakeRoom(strategy)) _buffer.Enqueue(element);

            if (!_buffer.IsFull || strategy != OverflowStrategy.Backpressure) Pull(In);
        }

        public override void OnPull()
        {
            if (!_buffer.IsEmpty) Push(Out, _buffer.Dequeue());
            if (!IsClosed(In))
            {
                if (!HasBeenPulled(In)) Pull(In);
            }
            else if (_buffer.IsEmpty)
            {
                CompleteStage();
            }
        }

        public override void OnUpstreamFinish()
        {
            if (_buffer.IsEmpty) CompleteStage();
        }
    }
}

/// <summary>While there is no demand, elements are aggregated into one, up to a weight.</summary>
internal sealed class Batch<TIn, TOut>(long max, Func<TIn, long> cost, Func<TIn, TOut> seed, Func<TOut, TIn, TOut> aggregate)
    : FlowStage<TIn, TOut>("batch")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, inheritedAttributes, max, cost, seed, aggregate);

    private sealed class Logic(
        Batch<TIn, TOut> stage, Attributes attributes, long max, Func<TIn, long> cost, Func<TIn, TOut> seed, Func<TOut, TIn, TOut> aggregate)
        : SupervisedFlowLogic<TIn, TOut>(stage, attributes)
    {
        private TOut _batch = default!;
        private bool _any;
        private long _left;
        private TIn _pending = default!;
        private bool _isPending;

        public override void PreStart()
        {
            _left = max;
            Pull(In);
        }

        public override void OnPush()
        {
            var element = Grab(In);
            var weight = cost(element);
            if (!_any)
            {
                Begin(element);
            }
            else if (_left < weight)
            {
                (_pending, _isPending) = (element, true);
            }
            else
            {
                _left -= weight;
                Add(element);
            }

            if (IsAvailable(Out) && _any) Flush();
            if (!_isPending && !IsClosed(In) && !HasBeenPulled(In)) Pull(In);
        }

        public override void OnPull()
        {
            if (_any) Flush();
            if (!_any && IsClosed(In)) CompleteStage();
            else if (!_isPending && !IsClosed(In) && !HasBeenPulled(In)) Pull(In);
        }

        public override void OnUpstreamFinish()
        {
            if (!_any) CompleteStage();
        }

        protected override void OnResume()
        {
        }

        protected override void OnRestart()
        {
            _any = _isPending = false;
            _left = max;
        }

        private void Begin(TIn element)
        {
            _left = max - cost(element);
            try
            {
                _batch = seed(element);
                _any = true;
            }
            catch (Exception e)
            {
                _left = max;
                Supervise(e);
            }
        }

        private void Add(TIn element)
        {
            try
            {
                _batch = aggregate(_batch, element);
            }
            catch (Exception e)
            {
                Supervise(e);
            }
        }

        private void Flush()
        {
            Push(Out, _batch);
            (_batch, _any) = (default!, false);
            if (_isPending)
            {
                var pending = _pending;
                (_pending, _isPending) = (default!, false);
                Begin(pending);
            }

            if (IsClosed(In) && !_any) CompleteStage();
        }
    }
}

/// <summary>A failure becomes a last element, where the function has one for it.</summary>
internal sealed class Recover<T>(Func<Exception, Akka.Util.Option<T>> function) : FlowStage<T, T>("recover")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, function);

    private sealed class Logic(Recover<T> stage, Func<Exception, Akka.Util.Option<T>> function) : FlowLogic<T, T>(stage)
    {
        public override void OnPush() => Push(Out, Grab(In));

        public override void OnUpstreamFailure(Exception e)
        {
            var last = function(e);
            if (last.HasValue) Emit(Out, last.Value, CompleteStage);
            else FailStage(e);
        }
    }
}

/// <summary>Another failure in place of a failure.</summary>
internal sealed class SelectError<T>(Func<Exception, Exception> selector) : FlowStage<T, T>("selectError")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, selector);

    private sealed class Logic(SelectError<T> stage, Func<Exception, Exception> selector) : FlowLogic<T, T>(stage)
    {
        public override void OnPush() => Push(Out, Grab(In));

        public override void OnUpstreamFailure(Exception e) => FailStage(selector(e));
    }
}
