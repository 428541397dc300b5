using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

internal enum SubSignalKind
{
    /// <summary>An element; or, towards the stage of a source, the demand for one.</summary>
    Next,
    Finish,
    Failure,
}

/// <summary>What one side of a substream tells the other.</summary>
internal readonly record struct SubSignal<T>(SubSignalKind Kind, T Element, Exception? Cause);

internal static class SubCommand
{
    public static readonly object Pull = new();

    public static object Cancel(Exception cause) => cause;
}

/// <summary>The two sides of a substream. What the stage says before anybody has materialized the other side waits.</summary>
internal sealed class SubLink<TUp>(Action<TUp> toStage)
{
    private readonly Queue<object> _early = new();
    private Action<object>? _child;

    public bool IsConnected => Volatile.Read(ref _child) is not null;

    public void ToStage(TUp signal) => toStage(signal);

    public void ToChild(object command)
    {
        lock (_early)
        {
            if (_child is null) _early.Enqueue(command);
            else _child(command);
        }
    }

    public void Connect(Action<object> child)
    {
        lock (_early)
        {
            if (_child is not null) throw new InvalidOperationException("A substream cannot be materialized more than once");
            _child = child;
            while (_early.TryDequeue(out var command)) child(command);
        }
    }
}

/// <summary>The far side of a stage's sub-inlet.</summary>
internal sealed class SubSink<T>(SubLink<SubSignal<T>> link, string name) : SinkStage<T>(name)
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new Logic(this, link);

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Inlet<T> _in;
        private readonly SubLink<SubSignal<T>> _link;
        private bool _told;

        public Logic(SubSink<T> stage, SubLink<SubSignal<T>> link)
            : base(1, 0)
        {
            _in = stage.In;
            _link = link;
            SetHandler(_in, this);
        }

        public override void PreStart() => _link.Connect(GetAsyncCallback<object>(OnCommand));

        public override void OnPush() => _link.ToStage(new SubSignal<T>(SubSignalKind.Next, Grab(_in), null));

        public override void OnUpstreamFinish()
        {
            Tell(new SubSignal<T>(SubSignalKind.Finish, default!, null));
            CompleteStage();
        }

        public override void OnUpstreamFailure(Exception e)
        {
            Tell(new SubSignal<T>(SubSignalKind.Failure, default!, e));
            FailStage(e);
        }

        public override void PostStop()
        {
            if (!_told) Tell(new SubSignal<T>(SubSignalKind.Failure, default!, new AbruptStageTerminationException(this)));
        }

        private void OnCommand(object command)
        {
            if (command is not Exception cause)
            {
                TryPull(_in);
                return;
            }

            _told = true;
            CancelStage(cause);
        }

        private void Tell(SubSignal<T> signal)
        {
            _told = true;
            _link.ToStage(signal);
        }
    }
}

/// <summary>The far side of a stage's sub-outlet.</summary>
internal sealed class SubSource<T>(SubLink<SubSignal<T>> link, string name) : SourceStage<T>(name)
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new Logic(this, link);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<T> _out;
        private readonly SubLink<SubSignal<T>> _link;
        private bool _ended;

        public Logic(SubSource<T> stage, SubLink<SubSignal<T>> link)
            : base(0, 1)
        {
            _out = stage.Out;
            _link = link;
            SetHandler(_out, this);
        }

        public override void PreStart() => _link.Connect(GetAsyncCallback<object>(OnCommand));

        public override void OnPull() => _link.ToStage(new SubSignal<T>(SubSignalKind.Next, default!, null));

        public override void OnDownstreamFinish(Exception cause)
        {
            TellCancelled(cause);
            base.OnDownstreamFinish(cause);
        }

        public override void PostStop() => TellCancelled(new AbruptStageTerminationException(this));

        private void OnCommand(object command)
        {
            var signal = (SubSignal<T>)command;
            if (signal.Kind == SubSignalKind.Next)
            {
                Push(_out, signal.Element);
                return;
            }

            _ended = true;
            if (signal.Kind == SubSignalKind.Finish) CompleteStage();
            else FailStage(signal.Cause!);
        }

        private void TellCancelled(Exception cause)
        {
            if (!_ended) _link.ToStage(new SubSignal<T>(SubSignalKind.Finish, default!, cause));
            _ended = true;
        }
    }
}
