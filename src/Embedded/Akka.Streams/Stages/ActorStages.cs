using Akka.Actor;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>What is told to an actor. Status.Success ends it after what is buffered, PoisonPill at once, Status.Failure fails it.</summary>
internal sealed class ActorRefSource<T>(int size, OverflowStrategy strategy) : SourceStage<T, IActorRef>("actorRefSource")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var logic = new Logic(this, size, strategy);
        materialized = logic.Ref;
        return logic;
    }

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<T> _out;
        private readonly int _size;
        private readonly OverflowStrategy _strategy;
        private readonly RingBuffer<T> _buffer;
        private readonly FunctionRef _ref;
        private bool _completing;

        public Logic(ActorRefSource<T> stage, int size, OverflowStrategy strategy)
            : base(0, 1)
        {
            _out = stage.Out;
            _size = size;
            _strategy = strategy;
            _buffer = new RingBuffer<T>(Math.Max(1, size));
            var received = GetAsyncCallback<object>(OnMessage);
            _ref = Interpreter.Materializer.SupervisorCell.AddFunctionRef((_, message) => received(message));
            SetHandler(_out, this);
        }

        public IActorRef Ref => _ref;

        public override void OnPull()
        {
            if (!_buffer.IsEmpty) Push(_out, _buffer.Dequeue());
            if (_completing && _buffer.IsEmpty) CompleteStage();
        }

        public override void PostStop() => Interpreter.Materializer.SupervisorCell.RemoveFunctionRef(_ref);

        private void OnMessage(object message)
        {
            switch (message)
            {
                case PoisonPill:
                    CompleteStage();
                    break;
                case Status.Success:
                    _completing = true;
                    if (_buffer.IsEmpty) CompleteStage();
                    break;
                case Status.Failure failure:
                    FailStage(failure.Cause);
                    break;
                case T element when !_completing:
                    OnElement(element);
                    break;
            }
        }

        private void OnElement(T element)
        {
            if (_buffer.IsEmpty && IsAvailable(_out)) Push(_out, element);
            else if (_size > 0 && (!_buffer.IsFull || _buffer.MakeRoom(_strategy))) _buffer.Enqueue(element);
        }
    }
}

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
