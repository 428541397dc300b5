using Akka.Actor;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>Fails when an actor stops.</summary>
internal sealed class Watch<T>(IActorRef actor) : FlowStage<T, T>("watch")
{
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, actor);

    private sealed class Logic(Watch<T> stage, IActorRef actor) : FlowLogic<T, T>(stage)
    {
        public override void PreStart() => GetStageActor(OnMessage).Watch(actor);

        public override void OnPush() => Push(Out, Grab(In));

        private void OnMessage((IActorRef, object) args)
        {
            if (args.Item2 is Terminated terminated) FailStage(new WatchedActorTerminatedException("Watch", terminated.ActorRef));
        }
    }
}
