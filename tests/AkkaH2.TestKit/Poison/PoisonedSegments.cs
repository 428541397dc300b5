using System.Buffers;

namespace AkkaH2.TestKit.Poison;

/// <summary>The segments of pipes out of a poisoned pool.</summary>
internal sealed class PoisonedSegments(PoisonedPool arrays) : MemoryPool<byte>
{
    private const int Typical = 4_096;

    public override int MaxBufferSize => 1 << 30;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Segment(arrays, minBufferSize < 0 ? Typical : minBufferSize);

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Segment(PoisonedPool pool, int size) : IMemoryOwner<byte>
    {
        private byte[]? _array = pool.Rent(size);

        public Memory<byte> Memory => _array ?? throw new ObjectDisposedException(nameof(Segment));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _array, null) is { } array) pool.Return(array);
        }
    }
}
