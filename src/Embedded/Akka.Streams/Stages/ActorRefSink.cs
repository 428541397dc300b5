using Akka.Actor;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>Every element is told to an actor, without back-pressure.</summary>
internal sealed class ActorRefSink<T>(IActorRef actor, object onComplete, Func<Exception, object> onFailure) : SinkStage<T>("actorRefSink")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new Logic(this, actor, onComplete, onFailure);

    private sealed class Logic(ActorRefSink<T> stage, IActorRef actor, object onComplete, Func<Exception, object> onFailure)
        : ActorSinkLogic<T>(stage, actor, onComplete, onFailure)
    {
        protected override IActorRef Sender => ActorRefs.NoSender;

        public override void OnPush()
        {
            TellActor(Grab(In)!);
            Pull(In);
        }
    }
}
