using Akka.Actor;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>An element is told to an actor when it has acknowledged the one before.</summary>
internal sealed class ActorRefAckSink<T>(IActorRef actor, object onInit, object ack, object onComplete, Func<Exception, object> onFailure)
    : SinkStage<T>("actorRefWithAckSink")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new Logic(
        this, Math.Max(1, attributes.GetAttribute<Attributes.InputBuffer>()?.Max ?? 16), actor, onInit, ack, onComplete, onFailure);

    private sealed class Logic(
        ActorRefAckSink<T> stage, int size, IActorRef actor, object onInit, object ack, object onComplete, Func<Exception, object> onFailure)
        : ActorSinkLogic<T>(stage, actor, onComplete, onFailure)
    {
        private readonly RingBuffer<T> _buffer = new(size);
        private bool _acknowledged;

        public override bool KeepGoingAfterAllPortsClosed => true;

        protected override IActorRef Sender => StageActor.Ref;

        public override void PreStart()
        {
            base.PreStart();
            TellActor(onInit);
        }

        public override void OnPush()
        {
            _buffer.Enqueue(Grab(In));
            TellNext();
            if (!_buffer.IsFull && !HasBeenPulled(In)) Pull(In);
        }

        public override void OnUpstreamFinish()
        {
            if (_buffer.IsEmpty) Complete();
        }

        protected override void OnAnswer(object message)
        {
            if (!message.Equals(ack)) return;
            _acknowledged = true;
            TellNext();
        }

        private void TellNext()
        {
            if (_acknowledged && !_buffer.IsEmpty)
            {
                _acknowledged = false;
                TellActor(_buffer.Dequeue()!);
                if (!IsClosed(In) && !HasBeenPulled(In)) Pull(In);
            }

            if (_buffer.IsEmpty && IsClosed(In)) Complete();
        }
    }
}
