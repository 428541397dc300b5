using Akka.Actor;
using Akka.Event;

namespace Akka.IO;

/// <summary>Reading and writing.</summary>
internal abstract partial class TcpConnection
{
    /// <summary>So many reads, then other actors.</summary>
    private const int ReadsPerTurn = 8;

    private bool _wantsRead;

    private bool MayRead => _wantsRead && !_receive.IsPending && _registration is not null;

    private void OnResumeReading()
    {
        _wantsRead = true;
        Read();
    }

    private void Read()
    {
        for (var turn = 0; MayRead; turn++)
        {
            if (turn == ReadsPerTurn)
            {
                Self.Tell(ReadMore.Instance);
                return;
            }
            Got(_receive.Next());
        }
    }

    // While reading is suspended the octets stay with the system, and are found when it is resumed.
    private void OnReceived()
    {
        if (!_wantsRead && !_receive.HoldsBuffer)
        {
            _receive.EndPending();
            return;
        }
        Got(_receive.Conclude());
        Read();
    }

    private void Got(TcpReceive.Outcome outcome)
    {
        switch (outcome)
        {
            case TcpReceive.Outcome.Data:
                _wantsRead &= !pullMode;
                _handler.Tell(new Tcp.Received(_receive.TakeData()));
                break;
            case TcpReceive.Outcome.End:
                _wantsRead = false;
                OnPeerClosed();
                break;
            case TcpReceive.Outcome.Failed:
                _wantsRead = false;
                OnSocketError(_receive.Error);
                break;
        }
    }

    private void OnWrite(Tcp.WriteCommand command)
    {
        if (command is Tcp.Write write) Enqueue(write);
        else if (command is Tcp.CompoundWrite compound)
            foreach (var each in compound) Enqueue((Tcp.Write)each);
        AfterSending(_send.Flush());
    }

    private void Enqueue(Tcp.Write write)
    {
        var limit = Extension.Settings.WriteCommandsQueueMaxSize;
        if (limit < 0 || _send.Waiting + write.Data.Count <= limit) _send.Enqueue(write, Sender);
        else Refuse(write, $"more than {limit} octets would wait (akka.io.tcp.write-commands-queue-max-size)");
    }

    private void Refuse(Tcp.Command command, string reason) => Sender.Tell(Refusal(command, reason));

    private static Tcp.CommandFailed Refusal(Tcp.Command command, string reason) =>
        command.FailureMessage.WithCause(new InvalidOperationException(reason));

    private void OnSent() => AfterSending(_send.Conclude());

    private void AfterSending(bool sent)
    {
        if (!sent) OnSocketError(_send.SocketError);
        else if (_send.IsIdle) ContinueClosing();
    }

    private sealed class ReadMore : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly ReadMore Instance = new();
    }
}
