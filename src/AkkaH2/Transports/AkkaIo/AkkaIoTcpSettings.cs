using Akka.Actor;
using Akka.IO;
using AkkaH2.Configuration;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>The settings that Akka.IO is given with each bind and connect: ours where we need something, the system's <c>akka.io.tcp</c> for the rest.</summary>
internal static class AkkaIoTcpSettings
{
    public static TcpSettings Create(ActorSystem system, AkkaIoSettings settings) => TcpSettings.Create(system) with
    {
        MaxFrameSizeBytes = settings.BufferSize,
        ReceiveBufferSize = 2 * settings.BufferSize, // Akka.IO wants twice the frame size for these two, and uses neither
        SendBufferSize = 2 * settings.BufferSize,
        WriteCommandsQueueMaxSize = -1, // one write is under way at a time, as long as its sender says
    };
}
