namespace AkkaH2.Protocol;

/// <summary>Body chunks that wait behind another one, in their order. Small ones are copied together.</summary>
internal sealed class ChunkQueue
{
    private const int SmallChunk = 512; // octets: below it a copy costs less than a frame of its own
    private const int GatheredSize = 2_048;

    private readonly Queue<ReadOnlyMemory<byte>> _chunks = new();
    private byte[]? _gathered; // small chunks, behind all that is in the queue
    private int _gatheredOctets;

    /// <summary>Adds a chunk; not an empty one.</summary>
    public void Enqueue(ReadOnlyMemory<byte> chunk)
    {
        if (chunk.Length >= SmallChunk)
        {
            SealGathered();
            _chunks.Enqueue(chunk);
        }
        else if (!Gather(chunk))
        {
            BeginGathering(chunk);
        }
    }

    /// <summary>The first chunk; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Dequeue()
    {
        if (_chunks.Count == 0)
            SealGathered();
        return _chunks.TryDequeue(out var next) ? next : default;
    }

    // The last in the queue is the one that grows; its length is known when something else is queued, or when it is taken.
    private bool Gather(ReadOnlyMemory<byte> chunk)
    {
        if (_gathered is null || _gathered.Length - _gatheredOctets < chunk.Length)
            return false;

        chunk.CopyTo(_gathered.AsMemory(_gatheredOctets));
        _gatheredOctets += chunk.Length;
        return true;
    }

    private void BeginGathering(ReadOnlyMemory<byte> chunk)
    {
        SealGathered();
        (_gathered, _gatheredOctets) = (new byte[GatheredSize], chunk.Length);
        chunk.CopyTo(_gathered);
    }

    private void SealGathered()
    {
        if (_gathered is not null)
            _chunks.Enqueue(_gathered.AsMemory(0, _gatheredOctets));
        _gathered = null;
    }
}
