namespace Akka.Streams.Stage;

/// <summary>Reading a known number of elements: the handler of the inlet stands aside meanwhile.</summary>
public abstract partial class GraphStageLogic
{
    protected void Read<T>(Inlet<T> inlet, Action<T> andThen, Action onClose) =>
        ReadMany(inlet, 1, elements => andThen(((List<T>)elements)[0]), _ => onClose());

    /// <summary>Calls <paramref name="andThen"/> with n elements, or <paramref name="onComplete"/> with those that came before the end.</summary>
    protected void ReadMany<T>(Inlet<T> inlet, int n, Action<IEnumerable<T>> andThen, Action<IEnumerable<T>> onComplete)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (InHandlerOf(inlet.Id) is Reading) throw new InvalidOperationException($"Already reading on inlet {inlet}");

        var read = new List<T>(Math.Min(n, 64));
        if (n > 0 && IsAvailable(inlet)) read.Add(Grab(inlet));

        if (read.Count == n) andThen(read);
        else if (IsClosed(inlet)) onComplete(read);
        else
        {
            if (!HasBeenPulled(inlet)) Pull(inlet);
            SetHandler(inlet, new Reading<T>(this, inlet, n, read, andThen, onComplete));
        }
    }

    protected void AbortReading<T>(Inlet<T> inlet)
    {
        if (InHandlerOf(inlet.Id) is Reading reading) SetHandler(inlet, reading.Previous);
    }

    /// <summary>Passes everything from an inlet on to an outlet, from now on.</summary>
    protected void PassAlong<TOut, TIn>(Inlet<TIn> from, Outlet<TOut> to, bool doFinish = true, bool doFail = true, bool doPull = false)
        where TIn : TOut
    {
        var along = new Along<TOut, TIn>(this, from, to, doFinish, doFail);
        if (_ports[from.Id] is not null)
        {
            if (IsAvailable(from)) along.OnPush();
            if (doFinish && IsClosed(from)) CompleteStage();
        }

        SetHandler(from, along);
        if (doPull) TryPull(from);
    }

    private abstract class Reading(IInHandler previous) : InHandler
    {
        public IInHandler Previous => previous;
    }

    private sealed class Reading<T>(
        GraphStageLogic logic, Inlet<T> inlet, int n, List<T> read, Action<IEnumerable<T>> andThen, Action<IEnumerable<T>> onComplete)
        : Reading(logic.InHandlerOf(inlet.Id)!)
    {
        public override void OnPush()
        {
            read.Add(logic.Grab(inlet));
            if (read.Count < n)
            {
                logic.Pull(inlet);
                return;
            }

            logic.SetHandler(inlet, Previous);
            andThen(read);
        }

        public override void OnUpstreamFinish()
        {
            logic.SetHandler(inlet, Previous);
            onComplete(read);
            Previous.OnUpstreamFinish();
        }

        public override void OnUpstreamFailure(Exception e)
        {
            logic.SetHandler(inlet, Previous);
            Previous.OnUpstreamFailure(e);
        }
    }

    private sealed class Along<TOut, TIn>(GraphStageLogic logic, Inlet<TIn> from, Outlet<TOut> to, bool doFinish, bool doFail) : InHandler
        where TIn : TOut
    {
        public override void OnPush() => logic.Emit(to, logic.Grab(from), Next);

        public override void OnUpstreamFinish()
        {
            if (doFinish) logic.CompleteStage();
        }

        public override void OnUpstreamFailure(Exception e)
        {
            if (doFail) logic.FailStage(e);
        }

        private void Next() => logic.TryPull(from);
    }
}
