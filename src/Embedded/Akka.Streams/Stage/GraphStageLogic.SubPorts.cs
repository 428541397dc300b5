using Akka.Streams.Stages;

namespace Akka.Streams.Stage;

/// <summary>
/// Ports to streams of their own: a stage makes one, hands out its source or sink, and whoever materializes that is connected to the stage.
/// Each side tells the other by an event, so the two may run anywhere.
/// </summary>
public abstract partial class GraphStageLogic
{
    protected SubSinkInlet<T> CreateSubSinkInlet<T>(string name) => new(this, name);

    /// <summary>An inlet fed by whatever stream runs into <see cref="Sink"/>. As for any inlet: pull, then grab.</summary>
    protected class SubSinkInlet<T>
    {
        private readonly string _name;
        private readonly SubLink<SubSignal<T>> _link;
        private IInHandler? _handler;
        private T _element = default!;

        public SubSinkInlet(GraphStageLogic logic, string name)
        {
            _name = name;
            _link = new SubLink<SubSignal<T>>(logic.GetAsyncCallback<SubSignal<T>>(OnSignal));
            Sink = new SubSink<T>(_link, name);
        }

        public IGraph<SinkShape<T>, NotUsed> Sink { get; }

        public bool IsAvailable { get; private set; }

        public bool IsClosed { get; private set; }

        public bool HasBeenPulled { get; private set; }

        public void SetHandler(IInHandler handler) => _handler = handler;

        public void Pull()
        {
            if (IsClosed) throw new ArgumentException($"Cannot pull closed port ({_name})");
            if (HasBeenPulled) throw new ArgumentException($"Cannot pull port ({_name}) twice");

            HasBeenPulled = true;
            _link.ToChild(SubCommand.Pull);
        }

        public T Grab()
        {
            if (!IsAvailable) throw new ArgumentException($"Cannot get element from already empty input port ({_name})");

            IsAvailable = false;
            var element = _element;
            _element = default!;
            return element;
        }

        public void Cancel() => Cancel(SubscriptionWithCancelException.NoMoreElementsNeeded.Instance);

        public void Cancel(Exception cause)
        {
            if (IsClosed) return;
            IsClosed = true;
            _link.ToChild(SubCommand.Cancel(cause));
        }

        public override string ToString() => _name;

        private void OnSignal(SubSignal<T> signal)
        {
            if (IsClosed) return;
            switch (signal.Kind)
            {
                case SubSignalKind.Next:
                    (_element, IsAvailable, HasBeenPulled) = (signal.Element, true, false);
                    _handler!.OnPush();
                    break;
                case SubSignalKind.Finish:
                    IsClosed = true;
                    _handler!.OnUpstreamFinish();
                    break;
                default:
                    IsClosed = true;
                    _handler!.OnUpstreamFailure(signal.Cause!);
                    break;
            }
        }
    }

    /// <summary>An outlet that feeds whatever stream <see cref="Source"/> runs into.</summary>
    protected class SubSourceOutlet<T>
    {
        private readonly GraphStageLogic _logic;
        private readonly string _name;
        private readonly SubLink<SubSignal<T>> _link;
        private IOutHandler? _handler;

        public SubSourceOutlet(GraphStageLogic logic, string name)
        {
            _logic = logic;
            _name = name;
            _link = new SubLink<SubSignal<T>>(logic.GetAsyncCallback<SubSignal<T>>(OnSignal));
            Source = new SubSource<T>(_link, name);
        }

        public IGraph<SourceShape<T>, NotUsed> Source { get; }

        public bool IsAvailable { get; private set; }

        public bool IsClosed { get; private set; }

        public void SetHandler(IOutHandler handler) => _handler = handler;

        public void Push(T elem)
        {
            if (!IsAvailable) throw new ArgumentException($"Cannot push port ({_name}) twice, or before it being pulled");
            IsAvailable = false;
            _link.ToChild(new SubSignal<T>(SubSignalKind.Next, elem, null));
        }

        public void Complete() => End(new SubSignal<T>(SubSignalKind.Finish, default!, null));

        public void Fail(Exception ex) => End(new SubSignal<T>(SubSignalKind.Failure, default!, ex));

        /// <summary>Fails unless somebody has materialized the source by then.</summary>
        public void Timeout(TimeSpan d)
        {
            if (_link.IsConnected) return;
            var late = _logic.GetAsyncCallback(() =>
            {
                if (!_link.IsConnected) End(new SubSignal<T>(SubSignalKind.Failure, default!, new TimeoutException($"Substream Source has not been materialized in {d}")));
            });
            _logic.Materializer.ScheduleOnce(d, late);
        }

        public override string ToString() => _name;

        private void End(SubSignal<T> signal)
        {
            if (IsClosed) return;
            (IsClosed, IsAvailable) = (true, false);
            _link.ToChild(signal);
        }

        private void OnSignal(SubSignal<T> signal)
        {
            if (IsClosed) return;
            if (signal.Kind == SubSignalKind.Next)
            {
                IsAvailable = true;
                _handler!.OnPull();
                return;
            }

            (IsClosed, IsAvailable) = (true, false);
            _handler!.OnDownstreamFinish(signal.Cause!);
        }
    }
}
