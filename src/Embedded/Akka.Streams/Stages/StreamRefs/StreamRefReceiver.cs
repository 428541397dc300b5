using Akka.Actor;
using Akka.Streams.Dsl;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>
/// The end that receives. It asks for as many elements as its buffer has room for, and again when half of that is used up:
/// the buffer never holds more than its capacity.
/// </summary>
internal sealed class StreamRefReceiver<T> : StreamRefLogic, IOutHandler
{
    private readonly Outlet<T> _out;
    private readonly int _capacity;
    private readonly RingBuffer<T> _buffer;
    private long _received;
    private long _demanded;
    private bool _completing;

    public StreamRefReceiver(SourceShape<T> shape, Attributes attributes, IActorRef? origin, Action<IActorRef>? offer = null)
        : base(shape, attributes, origin, offer)
    {
        _out = shape.Outlet;
        _capacity = Settings.BufferCapacity;
        _buffer = new RingBuffer<T>(_capacity);
        SetHandler(_out, this);
    }

    public void OnPull()
    {
        if (!_buffer.IsEmpty) Push(_out, _buffer.Dequeue());
        if (_completing && _buffer.IsEmpty) CompleteStage();
        else Demand();
    }

    public void OnDownstreamFinish(Exception cause)
    {
        TellPartner(cause is SubscriptionWithCancelException.NonFailureCancellation ? StreamRefCompleted.Instance : new StreamRefFailed(cause.Message));
        InternalOnDownstreamFinish(cause);
    }

    protected override void OnPartner() => Demand();

    protected override void OnPartnerMessage(object message)
    {
        if (message is not StreamRefElement<T> next) return;
        _received++;
        if (_buffer.IsEmpty && IsAvailable(_out)) Push(_out, next.Element);
        else _buffer.Enqueue(next.Element);
        Demand();
    }

    protected override void OnPartnerCompleted()
    {
        if (_buffer.IsEmpty) CompleteStage();
        else _completing = true;
    }

    private void Demand()
    {
        var room = _capacity - _buffer.Count - (_demanded - _received);
        if (Partner is null || _completing || room * 2 < _capacity) return;
        _demanded += room;
        TellPartner(new StreamRefDemand(_demanded));
    }
}

/// <summary>The origin of a sink ref.</summary>
internal sealed class SinkRefSource<T>() : SourceStage<T, Task<ISinkRef<T>>>("sinkRef")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var promise = Promise.Create<ISinkRef<T>>();
        materialized = promise.Task;
        return new StreamRefReceiver<T>(Shape, attributes, origin: null, self => promise.SetResult(new Ref(self)));
    }

    private sealed class Ref(IActorRef origin) : ISinkRef<T>
    {
        public Sink<T, NotUsed> Sink => Dsl.Sink.FromGraph(new SinkRefSink<T>(origin));

        public override string ToString() => $"SinkRef({origin})";
    }
}

/// <summary>What is run of a source ref.</summary>
internal sealed class SourceRefSource<T>(IActorRef origin) : SourceStage<T>("sourceRef")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new StreamRefReceiver<T>(Shape, attributes, origin);
}
