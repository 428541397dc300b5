using Akka.Actor;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>An element is told to an actor when it has acknowledged the one before. Its end cancels the stream.</summary>
internal sealed class ActorRefAckSink<T>(IActorRef actor, object onInit, object ack, object onComplete, Func<Exception, object> onFailure)
    : SinkStage<T, NotUsed>("actorRefWithAckSink")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        materialized = NotUsed.Instance;
        return new Logic(this, Math.Max(1, attributes.GetAttribute<Attributes.InputBuffer>()?.Max ?? 16), actor, onInit, ack, onComplete, onFailure);
    }

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Inlet<T> _in;
        private readonly IActorRef _actor;
        private readonly object _onInit;
        private readonly object _ack;
        private readonly object _onComplete;
        private readonly Func<Exception, object> _onFailure;
        private readonly RingBuffer<T> _buffer;
        private bool _acknowledged;
        private bool _told;

        public Logic(
            ActorRefAckSink<T> stage, int size, IActorRef actor, object onInit, object ack, object onComplete, Func<Exception, object> onFailure)
            : base(1, 0)
        {
            _in = stage.In;
            _actor = actor;
            _onInit = onInit;
            _ack = ack;
            _onComplete = onComplete;
            _onFailure = onFailure;
            _buffer = new RingBuffer<T>(size);
            SetHandler(_in, this);
        }

        public override bool KeepGoingAfterAllPortsClosed => true;

        public override void PreStart()
        {
            GetStageActor(OnMessage).Watch(_actor);
            TellActor(_onInit);
            Pull(_in);
        }

        public override void OnPush()
        {
            _buffer.Enqueue(Grab(_in));
            TellNext();
            if (!_buffer.IsFull) Pull(_in);
        }

        public override void OnUpstreamFinish()
        {
            if (_buffer.IsEmpty) End(_onComplete);
        }

        public override void OnUpstreamFailure(Exception e)
        {
            _told = true;
            TellActor(_onFailure(e));
            FailStage(e);
        }

        public override void PostStop()
        {
            if (!_told) TellActor(_onFailure(new AbruptStageTerminationException(this)));
        }

        private void OnMessage((IActorRef, object) args)
        {
            if (args.Item2 is Terminated)
            {
                _told = true;
                CompleteStage();
            }
            else if (args.Item2.Equals(_ack))
            {
                _acknowledged = true;
                TellNext();
            }
        }

        private void TellNext()
        {
            if (_acknowledged && !_buffer.IsEmpty)
            {
                _acknowledged = false;
                TellActor(_buffer.Dequeue()!);
                if (!IsClosed(_in) && !HasBeenPulled(_in)) Pull(_in);
            }

            if (_buffer.IsEmpty && IsClosed(_in)) End(_onComplete);
        }

        private void End(object message)
        {
            _told = true;
            TellActor(message);
            CompleteStage();
        }

        private void TellActor(object message) => _actor.Tell(message, StageActor.Ref);
    }
}
