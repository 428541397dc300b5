using System.Buffers;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Stage;
using AkkaH2.Transports;

namespace AkkaH2.Stages;

/// <summary>
/// Writes elements to the transport, one at a time: demand is "the last one is with the operating system". Completion closes our side of the
/// connection; how it ended is told to the connection. Holds nothing.
/// </summary>
internal sealed class TransportSink(ITransportConnection transport, IActorRef connection) : GraphStage<SinkShape<ReadOnlySequence<byte>>>
{
    private readonly Inlet<ReadOnlySequence<byte>> _in = new("TransportSink.in");
    private readonly ITransportConnection _transport = transport;
    private readonly IActorRef _connection = connection;

    public override SinkShape<ReadOnlySequence<byte>> Shape => new(_in);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InGraphStageLogic
    {
        private readonly TransportSink _stage;
        private Action _completed = () => { };
        private ValueTaskAwaiter _write;
        private Phase _phase = Phase.Waiting;
        private bool _finishing;

        public Logic(TransportSink stage)
            : base(stage.Shape)
        {
            _stage = stage;
            SetHandler(stage._in, this);
        }

        public override void PreStart()
        {
            _completed = GetAsyncCallback(OnCompleted);
            Pull(_stage._in);
        }

        public override void OnPush() => Await(Phase.Writing, _stage._transport.WriteAsync(Grab(_stage._in)));

        // What is being written goes out first, then our side closes: the stage outlives its upstream until that is done.
        public override void OnUpstreamFinish()
        {
            SetKeepGoing(true);
            _finishing = true;
            if (_phase == Phase.Waiting)
                Close();
        }

        public override void OnUpstreamFailure(Exception cause) => End(cause);

        private void Close() => Await(Phase.Closing, _stage._transport.ShutdownAsync());

        private void Await(Phase phase, ValueTask operation)
        {
            _phase = phase;
            _write = operation.GetAwaiter();
            if (_write.IsCompleted)
                OnCompleted();
            else
                _write.UnsafeOnCompleted(_completed);
        }

        private void OnCompleted()
        {
            try
            {
                _write.GetResult();
            }
            catch (Exception cause) when (cause is IOException or OperationCanceledException or InvalidOperationException)
            {
                End(cause); // the peer is gone: an event for the connection, not an error of ours
                return;
            }

            if (_phase == Phase.Closing)
                End(null);
            else if (_finishing)
                Close();
            else
                Continue();
        }

        private void Continue()
        {
            _phase = Phase.Waiting;
            Pull(_stage._in);
        }

        private void End(Exception? cause)
        {
            _stage._connection.Tell(new OutputClosed(cause), ActorRefs.NoSender);
            CompleteStage();
        }

        private enum Phase
        {
            Waiting,
            Writing,
            Closing,
        }
    }
}
