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
