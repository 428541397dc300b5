using Akka.Actor;
using Akka.Streams.Dsl;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>
/// One end of a stream ref. The origin, which was there first, waits for a partner; the target, which somebody made of
/// the ref, knows the origin. Each watches the other.
/// </summary>
internal abstract class StreamRefLogic : TimerGraphStageLogic
{
    private const string SubscriptionTimer = "SubscriptionTimeout";
    private const string TerminationTimer = "FinalTerminationSignalDeadline";

    private readonly IActorRef? _origin;
    private readonly Action<IActorRef>? _offer;

    protected StreamRefLogic(Shape shape, Attributes attributes, IActorRef? origin, Action<IActorRef>? offer)
        : base(shape)
    {
        _origin = origin;
        _offer = offer;
        Settings = Interpreter.Materializer.Settings.StreamRefSettings.With(attributes);
    }

    protected IActorRef? Partner { get; private set; }

    protected StreamRefSettings Settings { get; }

    public override void PreStart()
    {
        var self = GetStageActor(OnMessage);
        if (_origin is not null)
        {
            _origin.Tell(StreamRefSubscribe.Instance, self.Ref);
            Meet(_origin);
        }
        else
        {
            ScheduleOnce(SubscriptionTimer, Settings.SubscriptionTimeout);
            _offer!(self.Ref);
        }
    }

    protected internal override void OnTimer(object timerKey) => FailStage(timerKey is SubscriptionTimer
        ? new StreamRefSubscriptionTimeoutException($"[{StageActor.Ref.Path}] Nobody ran the stream ref within {Settings.SubscriptionTimeout}")
        : new RemoteStreamRefActorTerminatedException($"The partner of a stream ref, [{Partner}], has terminated; elements may be lost"));

    protected abstract void OnPartner();

    protected abstract void OnPartnerMessage(object message);

    protected abstract void OnPartnerCompleted();

    protected void TellPartner(object message) => Partner?.Tell(message, StageActor.Ref);

    private void OnMessage((IActorRef Sender, object Message) args)
    {
        switch (args.Message)
        {
            case StreamRefSubscribe when Partner is null:
                CancelTimer(SubscriptionTimer);
                Meet(args.Sender);
                break;
            case StreamRefSubscribe:
                args.Sender.Tell(new StreamRefFailed("a stream ref can be run only once"), StageActor.Ref);
                break;
            case var _ when !args.Sender.Equals(Partner):
                break;
            case StreamRefCompleted:
                StageActor.Unwatch(Partner!);
                OnPartnerCompleted();
                break;
            case StreamRefFailed failed:
                FailStage(new RemoteStreamRefActorTerminatedException($"Remote stream ({args.Sender.Path}) failed, reason: {failed.Reason}"));
                break;
            case Terminated:
                ScheduleOnce(TerminationTimer, Settings.FinalTerminationSignalDeadline);
                break;
            default:
                OnPartnerMessage(args.Message);
                break;
        }
    }

    private void Meet(IActorRef partner)
    {
        Partner = partner;
        StageActor.Watch(partner);
        OnPartner();
    }
}
