using System.Buffers;
using System.Runtime.CompilerServices;
using AkkaH2.Transports;

namespace AkkaH2.TestKit.Poison;

/// <summary>
/// A pool that fills an array with <see cref="Marker"/> when it comes back, and looks after it when it is rented again. So three faults are seen:
/// who reads an array after its return reads the marker; who writes into it spoils the marker; who returns it twice is told.
/// The array that came back last is the next to be rented, so that a use after the return meets its new owner.
/// </summary>
internal sealed class PoisonedPool : ArrayPool<byte>
{
    /// <summary>A frame header made of it says 16,513,019 octets of type 0xfb: more than any peer here allows.</summary>
    public const byte Marker = 0xfb;

    private const int KeptOfASize = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Stack<byte[]>> _free = [];
    private readonly HashSet<byte[]> _inside = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _faults = [];

    private PoisonedPool()
    {
    }

    /// <summary>The one that is installed.</summary>
    public static PoisonedPool Instance { get; } = new();

    /// <summary>How many arrays came back.</summary>
    public int Returned { get; private set; }

    /// <summary>Uses of arrays after they were returned.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_lock) return [.. _faults];
        }
    }

    /// <summary>From here on the product rents here and nowhere else. For the initializer of a test assembly.</summary>
    public static void Install() => (OctetPool.Arrays, OctetPool.Segments) = (Instance, new PoisonedSegments(Instance));

    public override byte[] Rent(int minimumLength)
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(minimumLength, 16));
        byte[]? array;
        lock (_lock)
        {
            if (!_free.TryGetValue(size, out var free) || !free.TryPop(out array)) return Poisoned(new byte[size]);
            _inside.Remove(array);
        }

        if (array.AsSpan().ContainsAnyExcept(Marker)) Report($"an array of {array.Length} octets was written after its return");
        return array;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        lock (_lock)
        {
            if (_inside.Contains(array))
            {
                Report($"an array of {array.Length} octets was returned twice");
                return;
            }
        }

        Poisoned(array);
        lock (_lock)
        {
            Returned++;
            var free = _free.TryGetValue(array.Length, out var known) ? known : _free[array.Length] = [];
            if (free.Count == KeptOfASize || !_inside.Add(array)) return;
            free.Push(array);
        }
    }

    private static byte[] Poisoned(byte[] array)
    {
        array.AsSpan().Fill(Marker);
        return array;
    }

    private void Report(string fault, [CallerMemberName] string by = "")
    {
        lock (_lock) _faults.Add($"{by}: {fault}{Environment.NewLine}{Environment.StackTrace}");
    }
}
