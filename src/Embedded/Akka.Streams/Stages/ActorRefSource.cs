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
