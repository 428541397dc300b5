using Akka.Streams.Stage;
using Akka.Util;

namespace Akka.Streams.Stages;

/// <summary>A queue whose reader may leave before the end.</summary>
internal interface ICancellableQueue
{
    void Cancel();
}

/// <summary>Elements that are pulled from outside. A few are kept ready; then upstream waits.</summary>
internal sealed class QueueSink<T>() : SinkStage<T, ISinkQueue<T>>("queueSink")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var logic = new Logic(this, Math.Max(1, attributes.GetAttribute<Attributes.InputBuffer>()?.Max ?? 16));
        materialized = logic.Queue;
        return logic;
    }

    private sealed class Materialized(StageInbox<TaskCompletionSource<Option<T>>?> inbox) : ISinkQueue<T>, ICancellableQueue
    {
        public void Cancel() => inbox.Post(null);

        public Task<Option<T>> PullAsync()
        {
            var request = Promise.Create<Option<T>>();
            inbox.Post(request);
            return request.Task;
        }
    }

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Inlet<T> _in;
        private readonly RingBuffer<T> _buffer;
        private readonly StageInbox<TaskCompletionSource<Option<T>>?> _inbox;
        private TaskCompletionSource<Option<T>>? _waiting;
        private Exception? _failure;
        private bool _ended;

        public Logic(QueueSink<T> stage, int size)
            : base(1, 0)
        {
            _in = stage.In;
            _buffer = new RingBuffer<T>(size);
            _inbox = new StageInbox<TaskCompletionSource<Option<T>>?>(this, OnRequest, Reject);
            Queue = new Materialized(_inbox);
            SetHandler(_in, this);
        }

        public ISinkQueue<T> Queue { get; }

        /// <summary>The end is an answer too: it is kept until somebody asks.</summary>
        public override bool KeepGoingAfterAllPortsClosed => true;

        public override void PreStart() => Pull(_in);

        public override void OnPush()
        {
            _buffer.Enqueue(Grab(_in));
            Answer();
            if (!_buffer.IsFull) Pull(_in);
        }

        public override void OnUpstreamFinish()
        {
            _ended = true;
            Answer();
        }

        public override void OnUpstreamFailure(Exception e)
        {
            (_ended, _failure) = (true, e);
            Answer();
        }

        public override void PostStop()
        {
            _inbox.Close();
            if (_waiting is not null) Reject(_waiting);
        }

        private void OnRequest(TaskCompletionSource<Option<T>>? request)
        {
            if (request is null)
            {
                CompleteStage();
                return;
            }

            if (_waiting is not null)
            {
                request.TrySetException(new InvalidOperationException("You have to wait for previous future to be resolved to send another request"));
                return;
            }

            _waiting = request;
            Answer();
            if (!IsClosed(_in) && !HasBeenPulled(_in) && !_buffer.IsFull) Pull(_in);
        }

        private void Answer()
        {
            if (_waiting is not { } waiting) return;
            if (_buffer.IsEmpty && !_ended) return;

            _waiting = null;
            if (!_buffer.IsEmpty)
            {
                waiting.TrySetResult(Option<T>.Create(_buffer.Dequeue()));
            }
            else if (_failure is not null)
            {
                waiting.TrySetException(_failure);
                FailStage(_failure);
            }
            else
            {
                waiting.TrySetResult(Option<T>.None);
                CompleteStage();
            }
        }

        private static void Reject(TaskCompletionSource<Option<T>>? request) => request?.TrySetException(StreamDetachedException.Instance);
    }
}
