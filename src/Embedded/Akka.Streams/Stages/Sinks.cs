using System.Collections.Immutable;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>A sink whose task is completed by what the elements were. A stream that stops abruptly fails it.</summary>
internal abstract class TaskSinkLogic<T, TResult> : InGraphStageLogic
{
    private readonly TaskCompletionSource<TResult> _promise = Promise.Create<TResult>();

    protected TaskSinkLogic(SinkStage<T, Task<TResult>> stage)
        : base(1, 0)
    {
        In = stage.In;
        SetHandler(In, this);
    }

    public Task<TResult> Result => _promise.Task;

    protected Inlet<T> In { get; }

    public override void PreStart() => Pull(In);

    public override void OnUpstreamFailure(Exception e)
    {
        _promise.TrySetException(e);
        FailStage(e);
    }

    public override void PostStop()
    {
        if (!_promise.Task.IsCompleted) _promise.TrySetException(new AbruptStageTerminationException(this));
    }

    protected void Finish(TResult result)
    {
        _promise.TrySetResult(result);
        CompleteStage();
    }

    protected void Fail(Exception cause)
    {
        _promise.TrySetException(cause);
        FailStage(cause);
    }
}

internal sealed class SeqSink<T>() : SinkStage<T, Task<IImmutableList<T>>>("seqSink")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var logic = new Logic(this);
        materialized = logic.Result;
        return logic;
    }

    private sealed class Logic(SeqSink<T> stage) : TaskSinkLogic<T, IImmutableList<T>>(stage)
    {
        private readonly ImmutableArray<T>.Builder _elements = ImmutableArray.CreateBuilder<T>();

        public override void OnPush()
        {
            _elements.Add(Grab(In));
            Pull(In);
        }

        public override void OnUpstreamFinish() => Finish(_elements.DrainToImmutable());
    }
}

/// <summary>The first element; of an empty stream the default, or a failure.</summary>
internal sealed class FirstSink<T>(bool orDefault) : SinkStage<T, Task<T>>("firstSink")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var logic = new Logic(this, orDefault);
        materialized = logic.Result;
        return logic;
    }

    private sealed class Logic(FirstSink<T> stage, bool orDefault) : TaskSinkLogic<T, T>(stage)
    {
        public override void OnPush() => Finish(Grab(In));

        public override void OnUpstreamFinish()
        {
            if (orDefault) Finish(default!);
            else Fail(new NoSuchElementException("First of empty stream"));
        }
    }
}

/// <summary>The last element; of an empty stream the default, or a failure.</summary>
internal sealed class LastSink<T>(bool orDefault) : SinkStage<T, Task<T>>("lastSink")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var logic = new Logic(this, orDefault);
        materialized = logic.Result;
        return logic;
    }

    private sealed class Logic(LastSink<T> stage, bool orDefault) : TaskSinkLogic<T, T>(stage)
    {
        private T _last = default!;
        private bool _any;

        public override void OnPush()
        {
            _last = Grab(In);
            _any = true;
            Pull(In);
        }

        public override void OnUpstreamFinish()
        {
            if (_any || orDefault) Finish(_last);
            else Fail(new NoSuchElementException("Last of empty stream"));
        }
    }
}

internal sealed class IgnoreSink<T>() : SinkStage<T, Task<Done>>("ignoreSink")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var logic = new Logic(this);
        materialized = logic.Result;
        return logic;
    }

    private sealed class Logic(IgnoreSink<T> stage) : TaskSinkLogic<T, Done>(stage)
    {
        public override void OnPush() => Pull(In);

        public override void OnUpstreamFinish() => Finish(Done.Instance);
    }
}

internal sealed class CancelledSink<T>() : SinkStage<T>("cancelSink")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new Logic(this);

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Inlet<T> _in;

        public Logic(CancelledSink<T> stage)
            : base(1, 0)
        {
            _in = stage.In;
            SetHandler(_in, this);
        }

        public override void PreStart() => Cancel(_in);

        public override void OnPush()
        {
        }
    }
}

/// <summary>Drops all elements and calls back at the end.</summary>
internal sealed class OnCompleteSink<T>(Action success, Action<Exception> failure) : SinkStage<T>("onCompleteSink")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new Logic(this, success, failure);

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Inlet<T> _in;
        private readonly Action _success;
        private readonly Action<Exception> _failure;
        private bool _called;

        public Logic(OnCompleteSink<T> stage, Action success, Action<Exception> failure)
            : base(1, 0)
        {
            _in = stage.In;
            _success = success;
            _failure = failure;
            SetHandler(_in, this);
        }

        public override void PreStart() => Pull(_in);

        public override void OnPush() => Pull(_in);

        public override void OnUpstreamFinish()
        {
            _called = true;
            _success();
            CompleteStage();
        }

        public override void OnUpstreamFailure(Exception e)
        {
            _called = true;
            _failure(e);
            FailStage(e);
        }

        public override void PostStop()
        {
            if (!_called) _failure(new AbruptStageTerminationException(this));
        }
    }
}
