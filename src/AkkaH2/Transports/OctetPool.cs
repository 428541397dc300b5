using System.Buffers;

namespace AkkaH2.Transports;

/// <summary>
/// Where every buffer comes from that outlives a call: what is written, and what the pipes of the transports hold. One place, so that tests can
/// put pools here that poison what is returned and see who goes on using it. Not to be changed while a connection is open.
/// </summary>
internal static class OctetPool
{
    /// <summary>Pool of arrays.</summary>
    public static ArrayPool<byte> Arrays { get; set; } = ArrayPool<byte>.Shared;

    /// <summary>Pool of the pipes' segments.</summary>
    public static MemoryPool<byte> Segments { get; set; } = MemoryPool<byte>.Shared;
}
