using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;

namespace Akka.IO;

/// <summary>One socket operation at a time, with arguments that are reused. What completes later is told to its actor, whose turn looks at the result.</summary>
internal class TcpOperation(IActorRef owner, TcpOperation.Completion completion) : SocketAsyncEventArgs(true)
{
    /// <summary>The operation is with the system; its result will come as a message.</summary>
    public bool IsPending { get; private set; }

    /// <summary>To be called in the turn of the message.</summary>
    public void EndPending() => IsPending = false;

    /// <summary>Takes what the socket's method said; true if the operation is done already.</summary>
    public bool IsDone(bool pending)
    {
        IsPending = pending;
        return !pending;
    }

    protected override void OnCompleted(SocketAsyncEventArgs e) => owner.Tell(completion, ActorRefs.NoSender);

    /// <summary>Nobody misses it if the actor is gone: its socket was closed under the operation.</summary>
    internal sealed class Completion(string name) : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Completion Accept = new(nameof(Accept));
        public static readonly Completion Connect = new(nameof(Connect));
        public static readonly Completion Receive = new(nameof(Receive));
        public static readonly Completion Send = new(nameof(Send));

        public override string ToString() => name;
    }
}
