using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Akka.Streams;
using Akka.Streams.Stage;

namespace AkkaH2.Stages;

/// <summary>
/// The octets of a transport, one element a read. An element's memory is good until the next demand; so nothing is copied, and a consumer
/// that asks for nothing stops the peer. Holds what one read brought.
/// </summary>
/// <param name="input">What the transport reads.</param>
/// <param name="onCompletion">Makes of a callback the one to be called when a read completes.</param>
internal sealed class TransportSource(PipeReader input, Func<Action, Action> onCompletion) : GraphStage<SourceShape<ReadOnlySequence<byte>>>
{
    private readonly Outlet<ReadOnlySequence<byte>> _out = new("TransportSource.out");
    private readonly PipeReader _input = input;
    private readonly Func<Action, Action> _onCompletion = onCompletion;

    public override SourceShape<ReadOnlySequence<byte>> Shape => new(_out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly TransportSource _stage;
        private Action _completed = () => { };
        private ValueTaskAwaiter<ReadResult> _read;
        private SequencePosition? _delivered;

        public Logic(TransportSource stage)
            : base(stage.Shape)
        {
            _stage = stage;
            SetHandler(stage._out, this);
        }

        public override void PreStart() => _completed = _stage._onCompletion(GetAsyncCallback(OnRead));

        public override void OnPull()
        {
            try
            {
                if (_delivered is { } end)
                    _stage._input.AdvanceTo(end);
                _delivered = null;
                _read = _stage._input.ReadAsync().GetAwaiter();
            }
            catch (Exception cause) when (cause is IOException or InvalidOperationException)
            {
                FailStage(cause);
                return;
            }

            if (_read.IsCompleted)
                OnRead();
            else
                _read.UnsafeOnCompleted(_completed);
        }

        private void OnRead()
        {
            ReadResult result;
            try
            {
                result = _read.GetResult();
            }
            catch (Exception cause) when (cause is IOException or OperationCanceledException or InvalidOperationException)
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
            Push(_stage._out, result.Buffer);
        }
    }
}
