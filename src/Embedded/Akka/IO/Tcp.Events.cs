using System.Net;
using Akka.Event;
using Akka.Util;

namespace Akka.IO;

/// <summary>What a manager, a listener or a connection tells.</summary>
public partial class Tcp
{
    public class Event : Message;

    public sealed class Connected(EndPoint remoteAddress, EndPoint localAddress) : Event
    {
        public EndPoint RemoteAddress { get; } = remoteAddress;

        public EndPoint LocalAddress { get; } = localAddress;

        public override string ToString() => $"Connected(local: {LocalAddress}, remote: {RemoteAddress})";
    }

    public sealed class Received(ByteString data) : Event
    {
        public ByteString Data { get; } = data;

        public override string ToString() => $"Received({Data.Count} octets)";
    }

    public class Bound(EndPoint localAddress) : Event
    {
        public EndPoint LocalAddress { get; } = localAddress;
    }

    public class Unbound : Event
    {
        public static readonly Unbound Instance = new();

        private Unbound() { }
    }

    /// <summary>A command was not obeyed, and why.</summary>
    public sealed class CommandFailed(Command cmd) : Event
    {
        public Command Cmd { get; } = cmd;

        public Option<Exception> Cause { get; private init; } = Option<Exception>.None;

        public string CauseString => Cause.HasValue ? $" because of {Cause.Value.Message}" : "";

        public CommandFailed WithCause(Exception cause) => new(Cmd) { Cause = cause };

        public override string ToString() => $"CommandFailed({Cmd}){CauseString}";
    }

    /// <summary>The last a handler hears of its connection (except <see cref="PeerClosed"/> where it is kept open).</summary>
    public class ConnectionClosed : Event, IDeadLetterSuppression
    {
        public virtual bool IsAborted => false;

        public virtual bool IsConfirmed => false;

        public virtual bool IsPeerClosed => false;

        public virtual bool IsErrorClosed => false;

        public virtual string? Cause => null;
    }

    /// <summary>After <see cref="Close"/>.</summary>
    public class Closed : ConnectionClosed
    {
        public static readonly Closed Instance = new();

        private Closed() { }
    }

    /// <summary>After <see cref="Abort"/>.</summary>
    public class Aborted : ConnectionClosed
    {
        public static readonly Aborted Instance = new();

        private Aborted() { }

        public override bool IsAborted => true;
    }

    /// <summary>After <see cref="ConfirmedClose"/>, once the peer closed too.</summary>
    public class ConfirmedClosed : ConnectionClosed
    {
        public static readonly ConfirmedClosed Instance = new();

        private ConfirmedClosed() { }

        public override bool IsConfirmed => true;
    }

    /// <summary>The peer sent FIN.</summary>
    public class PeerClosed : ConnectionClosed
    {
        public static readonly PeerClosed Instance = new();

        private PeerClosed() { }

        public override bool IsPeerClosed => true;
    }

    /// <summary>The connection failed, by a reset for example.</summary>
    public sealed class ErrorClosed(string cause) : ConnectionClosed
    {
        public override bool IsErrorClosed => true;

        public override string Cause { get; } = cause;

        public override string ToString() => $"ErrorClosed({Cause})";
    }
}
