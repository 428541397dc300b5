namespace AkkaH2.Http1;

/// <summary>
/// The octets of one chunked body that are not content: sizes, extensions, trailers. RFC 9112 §7.1.1: a server ought to limit chunk extensions. Nobody reads them
/// here, and a body of little else would pass every limit on bodies. One caller reads the transport, one the content.
/// </summary>
internal sealed class ChunkOverhead
{
    /// <summary>Octets that any body may have.</summary>
    public const int Free = 64 * 1024;

    /// <summary>Octets more for each octet of content: the smallest chunk takes five besides its content.</summary>
    public const int PerOctet = 16;

    private long _left = Free;

    public bool IsExceeded => Interlocked.Read(ref _left) < 0;

    /// <summary>So many octets of the transport are dealt with.</summary>
    public void OnRead(long octets) => Interlocked.Add(ref _left, -octets);

    /// <summary>So many of them were content.</summary>
    public void OnContent(long octets) => Interlocked.Add(ref _left, (1 + PerOctet) * octets);
}
