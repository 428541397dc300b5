using Akka.Actor;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>
/// Elements, and at the end one last word, are told to an actor; a stream that is stopped abruptly has failed. The actor's end cancels the stream.
/// </summary>
internal abstract class ActorSinkLogic<T> : InGraphStageLogic
{
    private readonly IActorRef _actor;
    private readonly object _onComplete;
    private readonly Func<Exception, object> _onFailure;
    private bool _ended;

    protected ActorSinkLogic(SinkStage<T> stage, IActorRef actor, object onComplete, Func<Exception, object> onFailure)
        : base(1, 0)
    {
        In = stage.In;
        _actor = actor;
        _onComplete = onComplete;
        _onFailure = onFailure;
        SetHandler(In, this);
    }

    protected Inlet<T> In { get; }

    /// <summary>Whom the actor sees as sender.</summary>
    protected abstract IActorRef Sender { get; }

    public override void PreStart()
    {
        GetStageActor(OnMessage).Watch(_actor);
        Pull(In);
    }

    public override void OnUpstreamFinish() => Complete();

    public override void OnUpstreamFailure(Exception e)
    {
        TellEnd(_onFailure(e));
        FailStage(e);
    }

    public override void PostStop()
    {
        if (!_ended) TellEnd(_onFailure(new AbruptStageTerminationException(this)));
    }

    protected void TellActor(object message) => _actor.Tell(message, Sender);

    protected void Complete()
    {
        TellEnd(_onComplete);
        CompleteStage();
    }

    protected virtual void OnAnswer(object message)
    {
    }

    private void OnMessage((IActorRef, object Message) args)
    {
        if (args.Message is not Terminated)
        {
            OnAnswer(args.Message);
            return;
        }

        _ended = true;
        CompleteStage();
    }

    private void TellEnd(object message)
    {
        _ended = true;
        TellActor(message);
    }
}
