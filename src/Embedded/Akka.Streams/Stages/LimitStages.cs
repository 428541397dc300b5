using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

internal sealed class Take<T>(long count) : FlowStage<T, T>("take")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, count);

    private sealed class Logic(Take<T> stage, long left) : FlowLogic<T, T>(stage)
    {
        public override void PreStart()
        {
            if (left <= 0) CompleteStage();
        }

        public override void OnPush()
        {
            Push(Out, Grab(In));
            if (--left <= 0) CompleteStage();
        }
    }
}

internal sealed class TakeWhile<T>(Predicate<T> predicate, bool inclusive) : FlowStage<T, T>("takeWhile")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, inheritedAttributes, predicate, inclusive);

    private sealed class Logic(TakeWhile<T> stage, Attributes attributes, Predicate<T> predicate, bool inclusive)
        : SupervisedFlowLogic<T, T>(stage, attributes)
    {
        public override void OnPush()
        {
            try
            {
                var element = Grab(In);
                if (predicate(element))
                {
                    Push(Out, element);
                    return;
                }

                if (inclusive) Push(Out, element);
                CompleteStage();
            }
            catch (Exception e)
            {
                Supervise(e);
            }
        }
    }
}

internal sealed class Skip<T>(long count) : FlowStage<T, T>("skip")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, count);

    private sealed class Logic(Skip<T> stage, long left) : FlowLogic<T, T>(stage)
    {
        public override void OnPush()
        {
            if (left > 0)
            {
                left--;
                Grab(In);
                Pull(In);
            }
            else
            {
                Push(Out, Grab(In));
            }
        }
    }
}

internal sealed class SkipWhile<T>(Predicate<T> predicate) : FlowStage<T, T>("skipWhile")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, inheritedAttributes, predicate);

    private sealed class Logic(SkipWhile<T> stage, Attributes attributes, Predicate<T> predicate) : SupervisedFlowLogic<T, T>(stage, attributes)
    {
        private bool _passing;

        public override void OnPush()
        {
            try
            {
                var element = Grab(In);
                _passing = _passing || !predicate(element);
                if (_passing) Push(Out, element);
                else Pull(In);
            }
            catch (Exception e)
            {
                Supervise(e);
            }
        }
    }
}

/// <summary>Fails once more elements came than allowed.</summary>
internal sealed class Limit<T>(long max) : FlowStage<T, T>("limit")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, max);

    private sealed class Logic(Limit<T> stage, long max) : FlowLogic<T, T>(stage)
    {
        private long _count;

        public override void OnPush()
        {
            if (++_count <= max) Push(Out, Grab(In));
            else FailStage(new StreamLimitReachedException(max));
        }
    }
}
