using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>One element out for each element in.</summary>
internal sealed class Select<TIn, TOut>(Func<TIn, TOut> function) : FlowStage<TIn, TOut>("select")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, inheritedAttributes, function);

    private sealed class Logic(Select<TIn, TOut> stage, Attributes attributes, Func<TIn, TOut> function) : SupervisedFlowLogic<TIn, TOut>(stage, attributes)
    {
        public override void OnPush()
        {
            try
            {
                Push(Out, function(Grab(In)));
            }
            catch (Exception e)
            {
                Supervise(e);
            }
        }
    }
}

/// <summary>Only the elements that pass.</summary>
internal sealed class Where<T>(Predicate<T> predicate) : FlowStage<T, T>("where")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, inheritedAttributes, predicate);

    private sealed class Logic(Where<T> stage, Attributes attributes, Predicate<T> predicate) : SupervisedFlowLogic<T, T>(stage, attributes)
    {
        public override void OnPush()
        {
            try
            {
                var element = Grab(In);
                if (predicate(element)) Push(Out, element);
                else Pull(In);
            }
            catch (Exception e)
            {
                Supervise(e);
            }
        }
    }
}

/// <summary>Only the elements that are defined, mapped.</summary>
internal sealed class Collect<TIn, TOut>(Func<TIn, bool> isDefined, Func<TIn, TOut> collector) : FlowStage<TIn, TOut>("collect")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, inheritedAttributes, isDefined, collector);

    private sealed class Logic(Collect<TIn, TOut> stage, Attributes attributes, Func<TIn, bool> isDefined, Func<TIn, TOut> collector)
        : SupervisedFlowLogic<TIn, TOut>(stage, attributes)
    {
        public override void OnPush()
        {
            try
            {
                var element = Grab(In);
                if (isDefined(element)) Push(Out, collector(element));
                else Pull(In);
            }
            catch (Exception e)
            {
                Supervise(e);
            }
        }
    }
}

/// <summary>Any number of elements out for each element in. A restart begins with a new function.</summary>
internal sealed class StatefulSelectMany<TIn, TOut>(Func<Func<TIn, IEnumerable<TOut>>> factory) : FlowStage<TIn, TOut>("statefulSelectMany")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, inheritedAttributes, factory);

    private sealed class Logic(StatefulSelectMany<TIn, TOut> stage, Attributes attributes, Func<Func<TIn, IEnumerable<TOut>>> factory)
        : SupervisedFlowLogic<TIn, TOut>(stage, attributes)
    {
        private Func<TIn, IEnumerable<TOut>> _function = factory();
        private IEnumerator<TOut>? _current;
        private bool _hasNext;

        public override void OnPush()
        {
            try
            {
                _current = _function(Grab(In)).GetEnumerator();
                _hasNext = _current.MoveNext();
                PushOrPull();
            }
            catch (Exception e)
            {
                Supervise(e);
            }
        }

        public override void OnPull()
        {
            try
            {
                PushOrPull();
            }
            catch (Exception e)
            {
                Supervise(e);
            }
        }

        public override void OnUpstreamFinish()
        {
            if (!_hasNext) CompleteStage();
        }

        protected override void OnResume()
        {
            Drop();
            if (IsClosed(In)) CompleteStage();
            else if (!HasBeenPulled(In) && IsAvailable(Out)) Pull(In);
        }

        protected override void OnRestart()
        {
            _function = factory();
            OnResume();
        }

        public override void PostStop() => Drop();

        private void PushOrPull()
        {
            if (_hasNext)
            {
                if (!IsAvailable(Out)) return;
                Push(Out, _current!.Current);
                _hasNext = _current.MoveNext();
                if (!_hasNext && IsClosed(In)) CompleteStage();
            }
            else if (IsClosed(In))
            {
                CompleteStage();
            }
            else
            {
                Pull(In);
            }
        }

        private void Drop()
        {
            _current?.Dispose();
            _current = null;
            _hasNext = false;
        }
    }
}
