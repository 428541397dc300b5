using Akka.Streams.Dsl;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>The elements of the sources that come in, of so many at a time. Ends when all have ended.</summary>
internal sealed class FlattenMerge<T, TMat>(int breadth) : FlowStage<IGraph<SourceShape<T>, TMat>, T>("flattenMerge")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, breadth, inheritedAttributes);

    private sealed class Logic(FlattenMerge<T, TMat> stage, int breadth, Attributes attributes) : FlowLogic<IGraph<SourceShape<T>, TMat>, T>(stage)
    {
        private readonly HashSet<SubSinkInlet<T>> _sources = [];
        private readonly Queue<SubSinkInlet<T>> _ready = new();

        public override void PreStart() => Pull(In);

        public override void OnPush()
        {
            Begin(Grab(In));
            if (_sources.Count < breadth) TryPull(In);
        }

        public override void OnPull()
        {
            if (_ready.TryDequeue(out var source)) PassOn(source);
        }

        public override void OnUpstreamFinish() => CompleteIfAllEnded();

        public override void PostStop()
        {
            foreach (var source in _sources) source.Cancel();
        }

        private void Begin(IGraph<SourceShape<T>, TMat> source)
        {
            var inlet = CreateSubSinkInlet<T>("FlattenMergeSink");
            inlet.SetHandler(new Input(this, inlet));
            inlet.Pull();
            _sources.Add(inlet);
            Source.FromGraph(source).To(inlet.Sink).WithAttributes(attributes).Run(SubFusingMaterializer);
        }

        private void PassOn(SubSinkInlet<T> inlet)
        {
            Push(Out, inlet.Grab());
            if (!inlet.IsClosed) inlet.Pull();
            else Remove(inlet);
        }

        private void Remove(SubSinkInlet<T> inlet)
        {
            _sources.Remove(inlet);
            if (!IsClosed(In) && !HasBeenPulled(In)) Pull(In);
            CompleteIfAllEnded();
        }

        private void CompleteIfAllEnded()
        {
            if (IsClosed(In) && _sources.Count == 0) CompleteStage();
        }

        private sealed class Input(Logic logic, SubSinkInlet<T> inlet) : InHandler
        {
            public override void OnPush()
            {
                if (logic.IsAvailable(logic.Out)) logic.PassOn(inlet);
                else logic._ready.Enqueue(inlet);
            }

            public override void OnUpstreamFinish()
            {
                if (!inlet.IsAvailable) logic.Remove(inlet);
            }
        }
    }
}

/// <summary>A source that is made when somebody first asks. Its materialized value is known then.</summary>
internal sealed class LazySource<T, TMat>(Func<Source<T, TMat>> create) : SourceStage<T, Task<TMat>>("lazySource")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var logic = new Logic(this, create, attributes);
        materialized = logic.Materialized.Task;
        return logic;
    }

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<T> _out;
        private readonly Func<Source<T, TMat>> _create;
        private readonly Attributes _attributes;
        private SubSinkInlet<T>? _inlet;

        public Logic(LazySource<T, TMat> stage, Func<Source<T, TMat>> create, Attributes attributes)
            : base(0, 1)
        {
            _out = stage.Out;
            _create = create;
            _attributes = attributes;
            SetHandler(_out, this);
        }

        public TaskCompletionSource<TMat> Materialized { get; } = Promise.Create<TMat>();

        public override void OnPull()
        {
            if (_inlet is not null)
            {
                _inlet.Pull();
                return;
            }

            _inlet = CreateSubSinkInlet<T>("LazySource");
            _inlet.SetHandler(new LambdaInHandler(() => Push(_out, _inlet.Grab())));
            _inlet.Pull();
            Create();
        }

        public override void OnDownstreamFinish(Exception cause)
        {
            _inlet?.Cancel(cause);
            Materialized.TrySetException(new InvalidOperationException("Downstream canceled without triggering lazy source materialization"));
            base.OnDownstreamFinish(cause);
        }

        public override void PostStop()
        {
            _inlet?.Cancel();
            if (!Materialized.Task.IsCompleted) Materialized.TrySetException(new AbruptStageTerminationException(this));
        }

        private void Create()
        {
            try
            {
                Materialized.TrySetResult(_create().ToMaterialized(_inlet!.Sink, Keep.Left).WithAttributes(_attributes).Run(SubFusingMaterializer));
            }
            catch (Exception e)
            {
                Materialized.TrySetException(e);
                throw;
            }
        }
    }
}

/// <summary>In place of a failure, another source; so often at most (below 0: always).</summary>
internal sealed class RecoverWith<T, TMat>(Func<Exception, IGraph<SourceShape<T>, TMat>> function, int attempts) : FlowStage<T, T>("recoverWith")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, function, attempts, inheritedAttributes);

    private sealed class Logic(
        RecoverWith<T, TMat> stage, Func<Exception, IGraph<SourceShape<T>, TMat>> function, int attempts, Attributes attributes) : FlowLogic<T, T>(stage)
    {
        private int _tried;
        private SubSinkInlet<T>? _inlet;

        public override void OnPush() => Push(Out, Grab(In));

        public override void OnPull()
        {
            if (_inlet is null) Pull(In);
            else _inlet.Pull();
        }

        public override void OnUpstreamFailure(Exception e) => Recover(e);

        public override void OnDownstreamFinish(Exception cause)
        {
            _inlet?.Cancel(cause);
            base.OnDownstreamFinish(cause);
        }

        public override void PostStop() => _inlet?.Cancel();

        private void Recover(Exception cause)
        {
            if ((attempts >= 0 && _tried >= attempts) || function(cause) is not { } source)
            {
                FailStage(cause);
                return;
            }

            _tried++;
            var inlet = CreateSubSinkInlet<T>("RecoverWithSink");
            inlet.SetHandler(new LambdaInHandler(() => Push(Out, inlet.Grab()), CompleteStage, Recover));
            _inlet = inlet;
            if (IsAvailable(Out)) inlet.Pull();
            Source.FromGraph(source).To(inlet.Sink).WithAttributes(attributes).Run(SubFusingMaterializer);
        }
    }
}
