using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Akka.Streams;
using Akka.Streams.Stage;

namespace AkkaH2.Actors;

/// <summary>Makes what reply addresses are called by, where they have to have a name (<see cref="UnnamedRef"/>).</summary>
internal sealed class ReplyAddresses(ActorMaterializer materializer)
{
    public ActorSystem System => materializer.System;

    /// <summary>
    /// A child of this StreamActor, with which it ends. What it is told goes to this callback, on the thread that tells it; a <see cref="StageActor"/> has a step of
    /// its own between the two, for actors that it watches, and this one watches none. May be called from any thread: of the parent, only a table of references
    /// changes, and that is made for it.
    /// </summary>
    public StageActor Make(IActorRef parent, Action<(IActorRef Sender, object Message)> onMessage) =>
        new(new Below(materializer, parent), _ => onMessage, static _ => { });

    /// <summary>A <see cref="StageActor"/> is a child of the supervisor of the materializer that it is made with. This one materializes nothing of its own.</summary>
    private sealed class Below(ActorMaterializer materializer, IActorRef parent) : ActorMaterializer
    {
        public override IActorRef Supervisor => parent;

        public override ActorMaterializerSettings Settings => materializer.Settings;

        public override bool IsShutdown => materializer.IsShutdown;

        public override MessageDispatcher ExecutionContext => materializer.ExecutionContext;

        public override ActorSystem System => materializer.System;

        public override ILoggingAdapter Logger => materializer.Logger;

        public override IMaterializer WithNamePrefix(string namePrefix) => materializer.WithNamePrefix(namePrefix);

        public override TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable) => materializer.Materialize(runnable);

        public override TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable, Attributes initialAttributes) => materializer.Materialize(runnable, initialAttributes);

        public override ICancelable ScheduleOnce(TimeSpan delay, Action action) => materializer.ScheduleOnce(delay, action);

        public override ICancelable ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
            materializer.ScheduleRepeatedly(initialDelay, interval, action);

        public override ActorMaterializerSettings EffectiveSettings(Attributes attributes) => materializer.EffectiveSettings(attributes);

        public override void Shutdown() => materializer.Shutdown();

        public override IActorRef ActorOf(MaterializationContext context, Props props) => materializer.ActorOf(context, props);

        public override ILoggingAdapter MakeLogger(object logSource) => materializer.MakeLogger(logSource);
    }
}
