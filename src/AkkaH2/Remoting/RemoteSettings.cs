using Akka.Actor;
using AkkaH2.Configuration;
using AkkaH2.Server;

namespace AkkaH2.Remoting;

/// <summary>The typed reading of <c>akka.h2.remote</c>, and what Akka.Remote lets a message have.</summary>
internal sealed record RemoteSettings
{
    private const int Envelope = 4096; // for the paths of recipient and sender, and the envelopes of remoting and of a shard region

    private RemoteSettings(SettingsReader read, long largestMessage, ServedBy servedBy)
    {
        ServedBy = servedBy;
        LargestMessage = largestMessage - Envelope;
        StrictBody = read.Octets("strict-body", 0);
        Chunk = (int)Math.Min(read.Octets("chunk", 1024), LargestMessage);
        OpenTimeout = read.Time("open-timeout");
    }

    /// <summary>Octets of a message as the serializer may make it.</summary>
    public long LargestMessage { get; }

    /// <summary>Octets of a body that go within its message.</summary>
    public int StrictBody { get; }

    /// <summary>Octets of the pieces of a longer body.</summary>
    public int Chunk { get; }

    /// <summary>How long a body waits for its first reader.</summary>
    public TimeSpan OpenTimeout { get; }

    /// <summary>What responses that leave for another node say of this one.</summary>
    public ServedBy ServedBy { get; }

    public static RemoteSettings Of(ActorSystem system)
    {
        var config = system.Settings.Config.WithFallback(Http2.DefaultConfig);
        const string FrameSize = "akka.remote.dot-netty.tcp.maximum-frame-size";
        var largest = config.HasPath(FrameSize) ? config.GetByteSize(FrameSize) ?? int.MaxValue : int.MaxValue;
        return new RemoteSettings(new SettingsReader(config, "akka.h2.remote"), largest, ServedBy.Node(system, new SettingsReader(config, "akka.h2").NodeName("served-by")));
    }
}
