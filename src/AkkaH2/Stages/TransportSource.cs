using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Akka;
using Akka.Streams;
using Akka.Streams.Stage;

namespace AkkaH2.Stages;

/// <summary>
/// The octets of a transport, one element a read. An element's memory is good until the next demand; so nothing is copied, and a consumer
/// that asks for nothing stops the peer. Holds what one read brought; the reader is completed when the stage has stopped and no read is under
/// way, so that its memory goes back to the pool.
/// </summary>
/// <param name="onCompletion">Makes of a callback the one to be called when a read completes.</param>
internal sealed class TransportSource(Func<Action, Action> onCompletion) : GraphStage<SourceShape<ReadOnlySequence<byte>>>
{
    private readonly Outlet<ReadOnlySequence<byte>> _out = new("TransportSource.out");
    private readonly Func<Action, Action> _onCompletion = onCompletion;

    public override SourceShape<ReadOnlySequence<byte>> Shape => new(_out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, PipelineEnds.Of(inheritedAttributes));

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly TransportSource _stage;
        private readonly PipeReader _input;
        private readonly Traffic _traffic;
        private readonly IAsyncCallback<NotUsed> _completed;
        private readonly Action _over;
        private ValueTaskAwaiter<ReadResult> _read;
        private SequencePosition? _delivered;
        private int _phase = Phase.Idle;

        public Logic(TransportSource stage, PipelineEnds ends)
            : base(0, 1)
        {
            (_stage, _input, _traffic) = (stage, ends.Transport.Input, ends.Traffic);
            _completed = GetTypedAsyncCallback<NotUsed>(_ => OnRead());
            _over = stage._onCompletion(OnOver);
            SetHandler(stage._out, this);
        }

        // A read that is under way still fills the reader's memory: it ends first.
        public override void PostStop()
        {
            if (Interlocked.Exchange(ref _phase, Phase.Stopped) != Phase.Reading)
                _input.Complete();
        }

        public override void OnPull()
        {
            try
            {
                if (_delivered is { } end)
                    _input.AdvanceTo(end);
                _delivered = null;
                _read = _input.ReadAsync().GetAwaiter();
            }
            catch (Exception cause)
            {
                FailStage(cause);
                return;
            }

            if (_read.IsCompleted)
            {
                OnRead();
                return;
            }

            Volatile.Write(ref _phase, Phase.Reading);
            _read.UnsafeOnCompleted(_over);
        }

        // On the transport's thread; the stage may have stopped meanwhile.
        private void OnOver()
        {
            if (Interlocked.CompareExchange(ref _phase, Phase.Idle, Phase.Reading) == Phase.Reading)
                _completed.Invoke(NotUsed.Instance);
            else
                CompleteAfterRead();
        }

        private void CompleteAfterRead()
        {
            try
            {
                _read.GetResult();
            }
            catch (Exception)
            {
                // Nobody is left to tell: the connection stopped this stage and aborts the transport.
            }

            _input.Complete();
        }

        private void OnRead()
        {
            ReadResult result;
            try
            {
                result = _read.GetResult();
            }
            catch (Exception cause)
            {
                FailStage(cause); // a peer that reset the connection: an event for the connection, not an error of ours
                return;
            }

            if (result.Buffer.IsEmpty && (result.IsCompleted || result.IsCanceled))
            {
                CompleteStage();
                return;
            }

            _delivered = result.Buffer.End;
            _traffic.Receive(result.Buffer.Length);
            Push(_stage._out, result.Buffer);
        }

        private static class Phase
        {
            public const int Idle = 0;
            public const int Reading = 1;
            public const int Stopped = 2;
        }
    }
}
