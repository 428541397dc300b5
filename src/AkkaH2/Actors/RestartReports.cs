using Akka.Actor;

namespace AkkaH2.Actors;

/// <summary>
/// Fails a request whose actor was restarted while it handled it: a supervisor restarts silently, and the request would wait for its deadline. While an actor
/// is made anew its sender still is that of the message that it failed on; when it is made first, there is none. Part of the actor system's pipeline that makes
/// actors, which applies it to those whose type is used for the first time from here on.
/// </summary>
internal sealed class RestartReports : ActorProducerPluginBase
{
    public override bool CanBeAppliedTo(Type actorType) => actorType.Assembly != typeof(RestartReports).Assembly;

    public override void AfterIncarnated(ActorBase actor, IActorContext context) => Report(context);

    /// <summary>An actor with this context is being made.</summary>
    public static void Report(IActorContext context)
    {
        if (ReplyAddress.Is(context.Sender))
            context.Sender.Tell(new RequestLost(context.Self, new InvalidOperationException($"The actor {context.Self.Path} was restarted while it had the request.")), context.Self);
    }
}

/// <summary>Props whose actors report so whenever their type was used first.</summary>
internal sealed class ReportingProps(Props props) : Props(props)
{
    public override ActorBase NewActor()
    {
        RestartReports.Report(Here.Context);
        return base.NewActor();
    }

    protected override Props Copy() => new ReportingProps(this);

    // Only actors see the context of the actor that is being made.
    private abstract class Here : UntypedActor
    {
        public static new IActorContext Context => UntypedActor.Context;
    }
}
