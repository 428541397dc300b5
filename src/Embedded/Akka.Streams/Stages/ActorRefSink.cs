using Akka.Actor;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>Every element is told to an actor, without back-pressure. Its end cancels the stream.</summary>
internal sealed class ActorRefSink<T>(IActorRef actor, object onComplete, Func<Exception, object> onFailure) : SinkStage<T, NotUsed>("actorRefSink")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        materialized = NotUsed.Instance;
        return new Logic(this, actor, onComplete, onFailure);
    }

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Inlet<T> _in;
        private readonly IActorRef _actor;
        private readonly object _onComplete;
        private readonly Func<Exception, object> _onFailure;
        private bool _told;

        public Logic(ActorRefSink<T> stage, IActorRef actor, object onComplete, Func<Exception, object> onFailure)
            : base(1, 0)
        {
            _in = stage.In;
            _actor = actor;
            _onComplete = onComplete;
            _onFailure = onFailure;
            SetHandler(_in, this);
        }

        public override void PreStart()
        {
            GetStageActor(OnMessage).Watch(_actor);
            Pull(_in);
        }

        public override void OnPush()
        {
            _actor.Tell(Grab(_in)!, ActorRefs.NoSender);
            Pull(_in);
        }

        public override void OnUpstreamFinish()
        {
            TellEnd(_onComplete);
            CompleteStage();
        }

        public override void OnUpstreamFailure(Exception e)
        {
            TellEnd(_onFailure(e));
            FailStage(e);
        }

        public override void PostStop()
        {
            if (!_told) TellEnd(_onFailure(new AbruptStageTerminationException(this)));
        }

        private void OnMessage((IActorRef, object) args)
        {
            if (args.Item2 is not Terminated) return;
            _told = true;
            CompleteStage();
        }

        private void TellEnd(object message)
        {
            _told = true;
            _actor.Tell(message, ActorRefs.NoSender);
        }
    }
}
