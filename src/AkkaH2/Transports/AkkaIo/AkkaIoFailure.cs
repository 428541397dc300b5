using Akka.IO;

namespace AkkaH2.Transports.AkkaIo;

/// <summary>Why Akka.IO did not do what it was told.</summary>
internal static class AkkaIoFailure
{
    public static Exception CauseOf(Tcp.CommandFailed failed) => failed.Cause.HasValue ? failed.Cause.Value : new IOException(failed.ToString());
}
