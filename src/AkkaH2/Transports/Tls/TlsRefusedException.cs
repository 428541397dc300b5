using AkkaH2.Wire;

namespace AkkaH2.Transports.Tls;

/// <summary>A client's handshake came to nothing; the message is one sentence.</summary>
/// <param name="reason">That sentence; a long one, such as of a certificate with many names, is cut.</param>
/// <param name="isFinal">True if the two sides do not come together; false if the connection ended before, so that another attempt may succeed.</param>
/// <param name="cause">The fault below, if there is one.</param>
internal sealed class TlsRefusedException(string reason, bool isFinal, Exception? cause = null) : IOException(LogText.Short(reason), cause)
{
    public bool IsFinal => isFinal;
}
