using Akka.Actor;

namespace Akka.IO;

/// <summary>TCP as actors: the manager takes Connect and Bind, each connection and each listener is an actor.</summary>
public partial class Tcp : ExtensionIdProvider<TcpExt>
{
    public static readonly Tcp Instance = new();

    /// <summary>A connection that fails stops; its handler learns of it by death watch.</summary>
    public static readonly SupervisorStrategy ConnectionSupervisorStrategy = SupervisorStrategy.StoppingStrategy;

    public static IActorRef Manager(ActorSystem system) => Instance.Apply(system).Manager;

    public override TcpExt CreateExtension(ExtendedActorSystem system) => new(system);
}

public static class TcpExtensions
{
    public static IActorRef Tcp(this ActorSystem system) => IO.Tcp.Manager(system);
}

public abstract class IOExtension : IExtension
{
    public abstract IActorRef Manager { get; }
}

public sealed class TcpExt : IOExtension
{
    public TcpExt(ExtendedActorSystem system)
    {
        Settings = TcpSettings.Create(system);
        Manager = system.SystemActorOf(Props.Create(() => new TcpManager(this)).WithDispatcher(Settings.ManagementDispatcher), "IO-TCP");
    }

    public TcpSettings Settings { get; }

    public override IActorRef Manager { get; }
}

public class ConnectException(string message) : Exception(message);
