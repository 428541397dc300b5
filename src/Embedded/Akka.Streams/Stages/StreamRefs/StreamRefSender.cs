using Akka.Actor;
using Akka.Streams.Dsl;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>The end that sends: an element for each that the partner has asked for. An end that comes before the partner waits for it.</summary>
internal sealed class StreamRefSender<T> : StreamRefLogic, IInHandler
{
    private readonly Inlet<T> _in;
    private long _sent;
    private long _demanded;
    private object? _end;

    public StreamRefSender(SinkShape<T> shape, Attributes attributes, IActorRef? origin, Action<IActorRef>? offer = null)
        : base(shape, attributes, origin, offer)
    {
        _in = shape.Inlet;
        SetHandler(_in, this);
    }

    public void OnPush()
    {
        TellPartner(new StreamRefElement<T>(Grab(_in)));
        if (++_sent < _demanded) Pull(_in);
    }

    public void OnUpstreamFinish() => End(StreamRefCompleted.Instance);

    public void OnUpstreamFailure(Exception e) => End(new StreamRefFailed(e.Message));

    protected override void OnPartner()
    {
        if (_end is { } end) End(end);
    }

    protected override void OnPartnerMessage(object message)
    {
        if (message is not StreamRefDemand demand) return;
        _demanded = demand.UpTo;
        if (_sent < _demanded && !HasBeenPulled(_in)) TryPull(_in);
    }

    protected override void OnPartnerCompleted() => CompleteStage();

    private void End(object end)
    {
        if (Partner is null)
        {
            _end = end;
            SetKeepGoing(true);
        }
        else
        {
            TellPartner(end);
            CompleteStage();
        }
    }
}

/// <summary>The origin of a source ref.</summary>
internal sealed class SourceRefSink<T>() : SinkStage<T, Task<ISourceRef<T>>>("sourceRef")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var promise = Promise.Create<ISourceRef<T>>();
        materialized = promise.Task;
        return new StreamRefSender<T>(Shape, attributes, origin: null, self => promise.SetResult(new Ref(self)));
    }

    private sealed class Ref(IActorRef origin) : ISourceRef<T>
    {
        public Source<T, NotUsed> Source => Dsl.Source.FromGraph(new SourceRefSource<T>(origin));

        public override string ToString() => $"SourceRef({origin})";
    }
}

/// <summary>What is run of a sink ref.</summary>
internal sealed class SinkRefSink<T>(IActorRef origin) : SinkStage<T>("sinkRef")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new StreamRefSender<T>(Shape, attributes, origin);
}
