using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.IO;
using AkkaH2.Configuration;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>
/// TCP by Akka.IO: listeners and connections are actors. It asks Akka.IO for what <c>akka.h2.akka-io</c> says, connection by connection;
/// <c>akka.io.tcp</c> stays as the system has it.
/// <para>
/// Akka.IO accepts whatever comes: up to <see cref="TransportSettings.Backlog"/> connections wait unread until they are asked for, one more is reset.
/// And it ends connections with their listener: after <see cref="ITransportListener.UnbindAsync"/> the endpoint stays bound until half a second after
/// the last one has ended. Until then newcomers are reset rather than refused, and the endpoint can be bound again by this transport only.
/// </para>
/// </summary>
public sealed class AkkaIoTransport : ITransport
{
    internal const string TransportName = "akka-io";

    private readonly ActorSystem _system;
    private readonly IActorRef _supervisor;

    /// <summary>A transport whose actors live in <paramref name="system"/> and end with it.</summary>
    /// <param name="system">The actor system whose Akka.IO is used.</param>
    /// <param name="dispatcher">Where the handlers of connections run; the default dispatcher unless said otherwise.</param>
    /// <exception cref="ConfigurationException">A value below <c>akka.h2</c> is wrong; the message has its full path.</exception>
    public AkkaIoTransport(ActorSystem system, string? dispatcher = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        _system = system;
        var tcpSettings = SettingsOf(system);
        _supervisor = ((ExtendedActorSystem)system).SystemActorOf(
            Props.Create(() => new AkkaIoSupervisor(dispatcher ?? Dispatchers.DefaultDispatcherId, tcpSettings)), $"akka-h2-io-{Guid.NewGuid():N}");
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
            if (endpoint is UnixDomainSocketEndPoint) throw new SocketException((int)SocketError.AddressFamilyNotSupported);
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

    // Ours have defaults here too where the system was made without them.
    internal static TcpSettings SettingsOf(ActorSystem system) =>
        AkkaIoTcpSettings.Create(system, Http2Settings.From(system.Settings.Config.WithFallback(Http2.DefaultConfig)).AkkaIo);

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
