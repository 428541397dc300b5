using Akka.Actor;
using Akka.Configuration;

namespace Akka.IO;

/// <summary>The typed reading of akka.io.tcp; defaults live in io.conf.</summary>
public class TcpSettings
{
    private TcpSettings(Config tcp, int bufferSize)
    {
        BufferPoolConfigPath = tcp.GetString("buffer-pool");
        BatchAcceptLimit = Math.Max(tcp.GetInt("batch-accept-limit"), 1);
        RegisterTimeout = tcp.GetString("register-timeout") == "infinite" ? null : tcp.GetTimeSpan("register-timeout");
        ReceivedMessageSizeLimit = tcp.GetString("max-received-message-size") == "unlimited" ? int.MaxValue : tcp.GetInt("max-received-message-size");
        ManagementDispatcher = tcp.GetString("management-dispatcher");
        WorkerDispatcher = tcp.GetString("worker-dispatcher");
        OutgoingSocketForceIpv4 = tcp.GetBoolean("outgoing-socket-force-ipv4");
        WriteCommandsQueueMaxSize = tcp.GetInt("write-commands-queue-max-size");
        ReceiveLimit = Math.Min(bufferSize, ReceivedMessageSizeLimit);
    }

    public string BufferPoolConfigPath { get; }

    public int BatchAcceptLimit { get; }

    public TimeSpan? RegisterTimeout { get; }

    public int ReceivedMessageSizeLimit { get; }

    public string ManagementDispatcher { get; }

    public bool OutgoingSocketForceIpv4 { get; }

    public int WriteCommandsQueueMaxSize { get; }

    /// <summary>Where connections run.</summary>
    internal string WorkerDispatcher { get; }

    /// <summary>Most octets of one Received.</summary>
    internal int ReceiveLimit { get; }

    public static TcpSettings Create(ActorSystem system)
    {
        var config = system.Settings.Config;
        var tcp = config.GetConfig("akka.io.tcp");
        var bufferSize = config.GetInt(tcp.GetString("buffer-pool") + ".buffer-size");
        return bufferSize > 0
            ? new TcpSettings(tcp, bufferSize)
            : throw new ConfigurationException($"{tcp.GetString("buffer-pool")}.buffer-size must be greater than 0, but is {bufferSize}");
    }
}
