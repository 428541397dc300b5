namespace AkkaH2.Client;

/// <summary>Octets that come chunk by chunk, for one reader.</summary>
internal interface IChunkReader : IDisposable
{
    /// <summary>The next chunk, which belongs to the caller; null at the end.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation);
}
