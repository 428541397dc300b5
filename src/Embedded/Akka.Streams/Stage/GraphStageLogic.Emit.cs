namespace Akka.Streams.Stage;

/// <summary>Emitting without demand at hand: the handler of the outlet stands aside until all is emitted.</summary>
public abstract partial class GraphStageLogic
{
    protected void Emit<T>(Outlet<T> outlet, T element) => Emit(outlet, element, DoNothing);

    protected void Emit<T>(Outlet<T> outlet, T element, Action andThen)
    {
        if (IsAvailable(outlet) && OutHandlerOf(outlet.Id) is not Emitting)
        {
            Push(outlet, element);
            andThen();
        }
        else
        {
            Suspend(outlet, new EmittingSingle<T>(this, outlet, element, andThen));
        }
    }

    protected void EmitMultiple<T>(Outlet<T> outlet, IEnumerable<T> elements) => EmitMultiple(outlet, elements.GetEnumerator(), DoNothing);

    protected void EmitMultiple<T>(Outlet<T> outlet, IEnumerable<T> elements, Action andThen) =>
        EmitMultiple(outlet, elements.GetEnumerator(), andThen);

    protected void EmitMultiple<T>(Outlet<T> outlet, IEnumerator<T> enumerator) => EmitMultiple(outlet, enumerator, DoNothing);

    protected void EmitMultiple<T>(Outlet<T> outlet, IEnumerator<T> enumerator, Action andThen)
    {
        if (!enumerator.MoveNext())
        {
            andThen();
            return;
        }

        var emitting = new EmittingMany<T>(this, outlet, enumerator, andThen);
        if (!IsAvailable(outlet) || OutHandlerOf(outlet.Id) is Emitting)
        {
            Suspend(outlet, emitting);
            return;
        }

        Push(outlet, enumerator.Current);
        if (enumerator.MoveNext()) Suspend(outlet, emitting);
        else andThen();
    }

    /// <summary>Drops what is left to emit and gives the outlet its own handler back.</summary>
    protected void AbortEmitting<T>(Outlet<T> outlet)
    {
        if (OutHandlerOf(outlet.Id) is Emitting emitting) SetHandler(outlet, emitting.Previous);
    }

    private void Suspend<T>(Outlet<T> outlet, Emitting<T> next)
    {
        if (OutHandlerOf(outlet.Id) is Emitting<T> current)
        {
            current.Append(next);
            return;
        }

        next.Previous = OutHandlerOf(outlet.Id)!;
        SetHandler(outlet, next);
    }

    private abstract class Emitting : OutHandler
    {
        public IOutHandler Previous = null!;

        public abstract void CompleteAfterwards();

        public override void OnDownstreamFinish(Exception cause) => Previous.OnDownstreamFinish(cause);
    }

    private abstract class Emitting<T>(GraphStageLogic logic, Outlet<T> outlet, Action andThen) : Emitting
    {
        private Queue<Emitting<T>>? _followers;

        protected GraphStageLogic Logic => logic;

        protected Outlet<T> Outlet => outlet;

        public void Append(Emitting<T> next) => (_followers ??= new Queue<Emitting<T>>()).Enqueue(next);

        public override void CompleteAfterwards() => Append(new Completion<T>(logic, outlet));

        /// <summary>All is emitted: the own handler comes back, then the continuation runs, then who waits emits.</summary>
        protected void Done()
        {
            logic.SetHandler(outlet, Previous);
            andThen();
            if (_followers is null || !_followers.TryDequeue(out var next)) return;

            next.Follow(_followers, Previous);
        }

        private void Follow(Queue<Emitting<T>> followers, IOutHandler previous)
        {
            // The continuation may have begun to emit itself: that goes behind those who waited already.
            if (logic.OutHandlerOf(outlet.Id) is Emitting<T> begun)
            {
                previous = begun.Previous;
                followers.Enqueue(begun);
                while (begun._followers?.TryDequeue(out var behind) == true) followers.Enqueue(behind);
            }

            Previous = previous;
            _followers = followers;
            Enter();
        }

        protected virtual void Enter() => logic.SetHandler(outlet, this);
    }

    private sealed class EmittingSingle<T>(GraphStageLogic logic, Outlet<T> outlet, T element, Action andThen) : Emitting<T>(logic, outlet, andThen)
    {
        public override void OnPull()
        {
            Logic.Push(Outlet, element);
            Done();
        }
    }

    /// <summary>The enumerator stands at the next element to push.</summary>
    private sealed class EmittingMany<T>(GraphStageLogic logic, Outlet<T> outlet, IEnumerator<T> elements, Action andThen)
        : Emitting<T>(logic, outlet, andThen)
    {
        public override void OnPull()
        {
            Logic.Push(Outlet, elements.Current);
            if (!elements.MoveNext()) Done();
        }
    }

    private sealed class Completion<T>(GraphStageLogic logic, Outlet<T> outlet) : Emitting<T>(logic, outlet, DoNothing)
    {
        protected override void Enter()
        {
            Logic.SetHandler(Outlet, Previous);
            Logic.Complete(Outlet);
        }

        public override void OnPull() => Logic.Complete(Outlet);
    }
}
