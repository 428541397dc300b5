using System.Net;
using Akka.Actor;
using Akka.Event;

namespace Akka.IO;

/// <summary>What one tells the manager, a listener or a connection.</summary>
public partial class Tcp
{
    public class Message : INoSerializationVerificationNeeded;

    public abstract class Command : Message
    {
        private CommandFailed? _failureMessage;

        public CommandFailed FailureMessage => _failureMessage ??= new CommandFailed(this);
    }

    /// <summary>Opens a connection; the sender gets <see cref="Connected"/> or <see cref="CommandFailed"/>.</summary>
    public class Connect(EndPoint remoteAddress, EndPoint? localAddress = null, IEnumerable<Inet.SocketOption>? options = null,
        TimeSpan? timeout = null, bool pullMode = false) : Command
    {
        public EndPoint RemoteAddress { get; } = remoteAddress;

        public EndPoint? LocalAddress { get; } = localAddress;

        public IEnumerable<Inet.SocketOption> Options { get; } = options ?? [];

        public TimeSpan? Timeout { get; } = timeout;

        public bool PullMode { get; } = pullMode;

        public override string ToString() => $"Connect(remote: {RemoteAddress}, local: {LocalAddress}, timeout: {Timeout}, pullMode: {PullMode})";
    }

    /// <summary>Listens; the sender gets <see cref="Bound"/> or <see cref="CommandFailed"/>, the handler a <see cref="Connected"/> for each connection.</summary>
    public class Bind(IActorRef handler, EndPoint localAddress, int backlog = 100, IEnumerable<Inet.SocketOption>? options = null, bool pullMode = false)
        : Command
    {
        public IActorRef Handler { get; } = handler;

        public EndPoint LocalAddress { get; } = localAddress;

        public int Backlog { get; } = backlog;

        public IEnumerable<Inet.SocketOption> Options { get; } = options ?? [];

        public bool PullMode { get; } = pullMode;

        public override string ToString() => $"Bind(address: {LocalAddress}, handler: {Handler}, backlog: {Backlog}, pullMode: {PullMode})";
    }

    /// <summary>Says who gets what a connection reads; within the register timeout, or the connection closes.</summary>
    public class Register(IActorRef handler, bool keepOpenOnPeerClosed = false, bool useResumeWriting = true) : Command
    {
        public IActorRef Handler { get; } = handler;

        public bool KeepOpenOnPeerClosed { get; } = keepOpenOnPeerClosed;

        public bool UseResumeWriting { get; } = useResumeWriting;

        public override string ToString() =>
            $"Register(handler: {Handler}, keepOpenOnPeerClosed: {KeepOpenOnPeerClosed}, useResumeWriting: {UseResumeWriting})";
    }

    public class Unbind : Command
    {
        public static readonly Unbind Instance = new();

        private Unbind() { }
    }

    public abstract class CloseCommand : Command, IDeadLetterSuppression
    {
        public abstract ConnectionClosed Event { get; }
    }

    /// <summary>Writes what waits, then closes.</summary>
    public class Close : CloseCommand
    {
        public static readonly Close Instance = new();

        private Close() { }

        public override ConnectionClosed Event => Closed.Instance;
    }

    /// <summary>Writes what waits, sends FIN, and waits for the peer's FIN.</summary>
    public class ConfirmedClose : CloseCommand
    {
        public static readonly ConfirmedClose Instance = new();

        private ConfirmedClose() { }

        public override ConnectionClosed Event => ConfirmedClosed.Instance;
    }

    /// <summary>Resets the connection; what waits to be written is dropped.</summary>
    public class Abort : CloseCommand
    {
        public static readonly Abort Instance = new();

        private Abort() { }

        public override ConnectionClosed Event => Aborted.Instance;
    }

    public class SuspendReading : Command
    {
        public static readonly SuspendReading Instance = new();

        private SuspendReading() { }
    }

    /// <summary>In pull mode asks for one more <see cref="Received"/>; otherwise takes back <see cref="SuspendReading"/>.</summary>
    public class ResumeReading : Command
    {
        public static readonly ResumeReading Instance = new();

        private ResumeReading() { }
    }

    /// <summary>In pull mode lets a listener accept so many connections more.</summary>
    public class ResumeAccepting(int batchSize) : Command
    {
        public int BatchSize { get; } = batchSize;
    }
}
