using System.Buffers;
using System.Runtime.InteropServices;
using AkkaH2.Transports;

namespace AkkaH2;

/// <summary>The memory of bodies: pooled, save for what was given away.</summary>
internal sealed class BodyMemory : MemoryPool<byte>
{
    private const int Smallest = 512; // octets

    public override int MaxBufferSize => Array.MaxLength;

    /// <summary>The memory belongs to whoever has it from here on, and is not used again.</summary>
    /// <param name="octets">Some of a segment that has not gone back to the pool.</param>
    public static void GiveAway(ReadOnlyMemory<byte> octets)
    {
        if (MemoryMarshal.TryGetMemoryManager<byte, Segment>(octets, out var segment))
            segment.GiveAway();
    }

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Segment(Math.Max(minBufferSize, Smallest));

    protected override void Dispose(bool disposing)
    {
        // It holds nothing.
    }

    private sealed class Segment(int size) : MemoryManager<byte>
    {
        private readonly byte[] _octets = OctetPool.Arrays.Rent(size);
        private bool _isGivenAway;

        public void GiveAway() => _isGivenAway = true;

        public override Span<byte> GetSpan() => _octets;

        public override MemoryHandle Pin(int elementIndex = 0) => _octets.AsMemory(elementIndex).Pin();

        public override void Unpin()
        {
            // The handle does that.
        }

        protected override bool TryGetArray(out ArraySegment<byte> segment)
        {
            segment = _octets;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (!_isGivenAway)
                OctetPool.Arrays.Return(_octets);
        }
    }
}
