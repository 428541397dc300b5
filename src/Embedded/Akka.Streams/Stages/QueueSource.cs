using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>Elements that are offered from outside. The buffer is bounded; with size 0 an element waits for demand itself.</summary>
internal sealed class QueueSource<T>(int size, OverflowStrategy strategy) : SourceStage<T, ISourceQueueWithComplete<T>>("queueSource")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var logic = new Logic(this, size, strategy);
        materialized = logic.Queue;
        return logic;
    }

    /// <summary>An element; or, without a promise of a result, the end.</summary>
    private readonly record struct Request(T Element, TaskCompletionSource<IQueueOfferResult>? Offer, Exception? Failure);

    private sealed class Materialized(StageInbox<Request> inbox, Task completion) : ISourceQueueWithComplete<T>
    {
        public Task<IQueueOfferResult> OfferAsync(T element)
        {
            var offer = Promise.Create<IQueueOfferResult>();
            inbox.Post(new Request(element, offer, null));
            return offer.Task;
        }

        public void Complete() => inbox.Post(default);

        public void Fail(Exception ex) => inbox.Post(new Request(default!, null, ex));

        public Task WatchCompletionAsync() => completion;
    }

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly Outlet<T> _out;
        private readonly int _size;
        private readonly OverflowStrategy _strategy;
        private readonly RingBuffer<T> _buffer;
        private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly StageInbox<Request> _inbox;
        private Request? _pending;
        private bool _completing;

        public Logic(QueueSource<T> stage, int size, OverflowStrategy strategy)
            : base(0, 1)
        {
            _out = stage.Out;
            _size = size;
            _strategy = strategy;
            _buffer = new RingBuffer<T>(Math.Max(1, size));
            _inbox = new StageInbox<Request>(this, OnRequest, Reject);
            Queue = new Materialized(_inbox, _completion.Task);
            SetHandler(_out, this);
        }

        public ISourceQueueWithComplete<T> Queue { get; }

        public override void OnPull()
        {
            if (!_buffer.IsEmpty)
            {
                Push(_out, _buffer.Dequeue());
                if (_pending is { } waiting) Accept(waiting, () => _buffer.Enqueue(waiting.Element));
            }
            else if (_pending is { } waiting)
            {
                Accept(waiting, () => Push(_out, waiting.Element));
            }

            CompleteIfDrained();
        }

        public override void OnDownstreamFinish(Exception cause)
        {
            _pending?.Offer!.TrySetResult(QueueOfferResult.QueueClosed.Instance);
            _pending = null;
            _completion.TrySetResult();
            base.OnDownstreamFinish(cause);
        }

        public override void PostStop()
        {
            _inbox.Close();
            if (_pending is { } waiting) Reject(waiting);
            if (!_completion.Task.IsCompleted) _completion.TrySetException(new AbruptStageTerminationException(this));
        }

        private void OnRequest(Request request)
        {
            if (IsClosed(_out)) Reject(request);
            else if (request.Failure is { } failure) End(failure);
            else if (request.Offer is null) BeginCompletion();
            else if (_completing) request.Offer.TrySetResult(QueueOfferResult.QueueClosed.Instance);
            else OnOffer(request);
        }

        private void OnOffer(Request request)
        {
            if (_buffer.IsEmpty && IsAvailable(_out)) Accept(request, () => Push(_out, request.Element));
            else if (_size == 0) OnOfferWithoutBuffer(request);
            else if (!_buffer.IsFull) Accept(request, () => _buffer.Enqueue(request.Element));
            else if (_strategy == OverflowStrategy.Backpressure) Wait(request);
            else Overflow(request);
        }

        private void OnOfferWithoutBuffer(Request request)
        {
            if (_pending is not { } waiting || _strategy == OverflowStrategy.Backpressure)
            {
                Wait(request);
                return;
            }

            switch (_strategy)
            {
                case OverflowStrategy.DropHead or OverflowStrategy.DropBuffer:
                    waiting.Offer!.TrySetResult(QueueOfferResult.Dropped.Instance);
                    _pending = request;
                    break;
                case OverflowStrategy.Fail:
                    FailOverflown(request);
                    break;
                default:
                    request.Offer!.TrySetResult(QueueOfferResult.Dropped.Instance);
                    break;
            }
        }

        private void Wait(Request request)
        {
            if (_pending is null) _pending = request;
            else request.Offer!.TrySetException(new InvalidOperationException("You have to wait for previous offer to be resolved to send another request."));
        }

        private void Overflow(Request request)
        {
            if (_strategy == OverflowStrategy.Fail) FailOverflown(request);
            else if (_buffer.MakeRoom(_strategy)) Accept(request, () => _buffer.Enqueue(request.Element));
            else request.Offer!.TrySetResult(QueueOfferResult.Dropped.Instance);
        }

        private void FailOverflown(Request request)
        {
            var overflow = new BufferOverflowException($"Buffer overflow (max capacity was: {_size})!");
            request.Offer!.TrySetResult(new QueueOfferResult.Failure(overflow));
            End(overflow);
        }

        private void Accept(Request request, Action take)
        {
            _pending = null;
            take();
            request.Offer!.TrySetResult(QueueOfferResult.Enqueued.Instance);
        }

        private void BeginCompletion()
        {
            _completing = true;
            CompleteIfDrained();
        }

        private void CompleteIfDrained()
        {
            if (!_completing || !_buffer.IsEmpty || _pending is not null) return;
            _completion.TrySetResult();
            CompleteStage();
        }

        private void End(Exception failure)
        {
            _completion.TrySetException(failure);
            FailStage(failure);
        }

        private static void Reject(Request request) =>
            request.Offer?.TrySetException(new StreamDetachedException("Stream is terminated. SourceQueue is detached."));
    }
}
