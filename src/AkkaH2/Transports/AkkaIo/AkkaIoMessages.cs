using System.Net;
using Akka.Actor;
using AkkaH2.Actors;
using Akka.IO;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>A result that somebody outside waits for; the actor answers or fails it, once.</summary>
internal abstract record Request<T>(CancellationToken Cancellation) : INoSerializationVerificationNeeded
{
    public TaskCompletionSource<T> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Listen at <paramref name="Address"/>, which is what <paramref name="Asked"/> resolved to.</summary>
internal sealed record BindRequest(EndPoint Asked, EndPoint Address, TransportSettings Settings, CancellationToken Cancellation)
    : Request<ITransportListener>(Cancellation);

/// <summary>Open a connection.</summary>
internal sealed record ConnectRequest(EndPoint Asked, TransportSettings Settings, CancellationToken Cancellation)
    : Request<ITransportConnection>(Cancellation);

/// <summary>Nobody waits for the request any more.</summary>
internal sealed record GiveUp : ILocalMessage
{
    public static readonly GiveUp Instance = new();
}

/// <summary>Stop listening.</summary>
internal sealed record StopListening : ILocalMessage
{
    public static readonly StopListening Instance = new();
}

/// <summary>A listener is unbound as far as its user can tell; its connections keep the endpoint bound.</summary>
internal sealed record Lingers(EndPoint EndPoint) : INoSerializationVerificationNeeded;

/// <summary>Some time has passed since the last connection ended.</summary>
internal sealed record LingeredOn : ILocalMessage
{
    public static readonly LingeredOn Instance = new();
}

/// <summary>A listener that lingers wants to end. Answered with <see cref="MayLeave"/>, behind whoever wants the endpoint.</summary>
internal sealed record Leaves(EndPoint EndPoint) : INoSerializationVerificationNeeded;

/// <summary>Nobody is sent to the listener any more.</summary>
internal sealed record MayLeave : ILocalMessage
{
    public static readonly MayLeave Instance = new();
}

/// <summary>A connection was accepted: adopt it.</summary>
internal sealed record Adopt(IActorRef Tcp, Tcp.Connected Connected, TransportSettings Settings, AkkaIoListener Listener) : INoSerializationVerificationNeeded;

/// <summary>There is room for more: the connection was taken by its user, or the reader took what it had.</summary>
internal sealed record ReadOn : ILocalMessage
{
    public static readonly ReadOn Instance = new();
}

/// <summary>The user aborts its connection.</summary>
internal sealed record AbortConnection : ILocalMessage
{
    public static readonly AbortConnection Instance = new();
}

/// <summary>The peer had its time to take what was written.</summary>
internal sealed record LingerOver : ILocalMessage
{
    public static readonly LingerOver Instance = new();
}

/// <summary>The acknowledgement of a write: its octets are with the system.</summary>
internal sealed class Written : Tcp.Event
{
    public static readonly Written Instance = new();
}
