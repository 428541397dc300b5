using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Dispatch;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>
/// TCP by Akka.IO: listeners and connections are actors. How much one read takes is Akka.IO's own setting:
/// <c>akka.io.tcp.disabled-buffer-pool.buffer-size</c> (512 octets unless configured) or, in later versions of Akka.NET 1.5,
/// <c>akka.io.tcp.maximum-frame-size</c> (4 KiB).
/// </summary>
public sealed class AkkaIoTransport : ITransport
{
    internal const string TransportName = "akka-io";

    private readonly ActorSystem _system;
    private readonly IActorRef _supervisor;

    /// <summary>A transport whose actors live in <paramref name="system"/> and end with it.</summary>
    /// <param name="system">The actor system whose Akka.IO is used.</param>
    /// <param name="dispatcher">Where the handlers of connections run; the default dispatcher unless said otherwise.</param>
    public AkkaIoTransport(ActorSystem system, string? dispatcher = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        _system = system;
        _supervisor = ((ExtendedActorSystem)system).SystemActorOf(Props.Create(() => new AkkaIoSupervisor(dispatcher ?? Dispatchers.DefaultDispatcherId)), $"akka-h2-io-{Guid.NewGuid():N}");
    }

    /// <inheritdoc/>
    public string Name => TransportName;

    /// <inheritdoc/>
    public async Task<ITransportListener> BindAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            if (IsOver) throw TransportException.CannotBind(endpoint, Name, SystemIsOver());
            var address = await EndPointNames.ResolveAsync(endpoint, cancellation).ConfigureAwait(false);
            return await Ask(new BindRequest(endpoint, address, settings, cancellation)).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw TransportException.CannotBind(endpoint, Name, e);
        }
    }

    /// <inheritdoc/>
    public Task<ITransportConnection> ConnectAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(settings);
        return IsOver
            ? Task.FromException<ITransportConnection>(TransportException.CannotConnect(endpoint, Name, SystemIsOver()))
            : Ask(new ConnectRequest(endpoint, settings, cancellation));
    }

    // Nobody would answer.
    private bool IsOver => _system.WhenTerminated.IsCompleted;

    private static InvalidOperationException SystemIsOver() => new("the actor system has terminated");

    private Task<T> Ask<T>(Request<T> request)
    {
        request.Cancellation.ThrowIfCancellationRequested();
        _supervisor.Tell(request, ActorRefs.NoSender);
        return request.Answer.Task;
    }
}
