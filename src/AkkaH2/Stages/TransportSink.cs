using System.Buffers;
using System.Runtime.CompilerServices;
using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Stage;
using AkkaH2.Transports;

namespace AkkaH2.Stages;

/// <summary>
/// Writes elements to the transport, one at a time: demand is "the last one is with the operating system". Completion closes our side of the
/// connection; how it ended is told to the connection. Holds the element that is being written, and clears it when the transport has said that the
/// write is over, also if the stage has stopped before: until then the memory is the transport's.
/// </summary>
internal sealed class TransportSink : GraphStage<SinkShape<PooledWriter>>
{
    private readonly Inlet<PooledWriter> _in = new("TransportSink.in");

    public override SinkShape<PooledWriter> Shape => new(_in);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, PipelineEnds.Of(inheritedAttributes));

    private sealed class Logic : InGraphStageLogic
    {
        private readonly TransportSink _stage;
        private readonly ITransportConnection _transport;
        private readonly IActorRef _connection;
        private readonly Traffic _traffic;
        private readonly IAsyncCallback<NotUsed> _completed;
        private readonly Action _over;
        private ValueTaskAwaiter _operation;
        private PooledWriter? _writing;
        private Exception? _fault;
        private Phase _phase = Phase.Waiting;
        private bool _finishing;

        public Logic(TransportSink stage, PipelineEnds ends)
            : base(1, 0)
        {
            (_stage, _transport, _connection, _traffic) = (stage, ends.Transport, ends.Connection, ends.Traffic);
            _completed = GetTypedAsyncCallback<NotUsed>(_ => OnCompleted());
            _over = OnOver;
            SetHandler(stage._in, this);
        }

        public override void PreStart() => Pull(_stage._in);

        public override void OnPush()
        {
            _writing = Grab(_stage._in);
            _traffic.Send(_writing.Written.Length);
            Begin(Phase.Writing);
        }

        // The write under way goes out first, then our side closes: the stage outlives its upstream until that is done.
        public override void OnUpstreamFinish()
        {
            SetKeepGoing(true);
            _finishing = true;
            if (_phase == Phase.Waiting)
                Begin(Phase.Closing);
        }

        public override void OnUpstreamFailure(Exception cause) => End(cause);

        private void Begin(Phase phase)
        {
            _phase = phase;
            _operation = Operation(phase).GetAwaiter();
            if (!_operation.IsCompleted)
            {
                _operation.UnsafeOnCompleted(_over);
                return;
            }

            EndOperation();
            OnCompleted();
        }

        // A transport that throws at once has failed like one that fails later.
        private ValueTask Operation(Phase phase)
        {
            try
            {
                return phase == Phase.Closing ? _transport.ShutdownAsync() : _transport.WriteAsync(new ReadOnlySequence<byte>(_writing!.Written));
            }
            catch (Exception cause)
            {
                return ValueTask.FromException(cause);
            }
        }

        // On the transport's thread; the stage may have stopped meanwhile, and then the callback is dropped.
        private void OnOver()
        {
            EndOperation();
            _completed.Invoke(NotUsed.Instance);
        }

        private void EndOperation()
        {
            try
            {
                _operation.GetResult();
            }
            catch (Exception cause)
            {
                _fault = cause;
            }

            _writing?.Clear();
            _writing = null;
        }

        private void OnCompleted()
        {
            if (_fault is not null)
                End(_fault); // the peer is gone: an event for the connection, not an error of ours
            else if (_phase == Phase.Closing)
                End(null);
            else if (_finishing)
                Begin(Phase.Closing);
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
            _connection.Tell(new OutputClosed(cause), ActorRefs.NoSender);
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
