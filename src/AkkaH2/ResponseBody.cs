using System.Runtime.InteropServices;
using System.Text;
using Akka;
using Akka.Streams.Dsl;

namespace AkkaH2;

/// <summary>
/// The body of a <see cref="Response"/>: octets in memory, whose length is known, or a source of them. Strings, arrays and memory convert to it.
/// Memory is handed over: it is sent from where it is, so it must not change afterwards.
/// </summary>
public readonly partial record struct ResponseBody
{
    private readonly object? _content; // an array or a MemoryManager, of which this is a slice; or what makes the octets
    private readonly int _start;
    private readonly int _length;

    private ResponseBody(object? content, int start = 0, int length = 0) => (_content, _start, _length) = (content, start, length);

    /// <summary>No octets.</summary>
    public static ResponseBody Empty => default;

    /// <summary>How many octets it has; null if only its end will tell.</summary>
    public long? Length => IsWhole ? _length : null;

    /// <summary>The octets, if they are in memory; empty if <see cref="Length"/> is null.</summary>
    public ReadOnlyMemory<byte> Octets => _content switch
    {
        byte[] array => new ReadOnlyMemory<byte>(array, _start, _length),
        System.Buffers.MemoryManager<byte> manager => manager.Memory.Slice(_start, _length),
        _ => default,
    };

    /// <summary>True if the octets are in memory.</summary>
    internal bool IsWhole => _content is null or byte[] or System.Buffers.MemoryManager<byte>;

    /// <summary>The source, if there is one.</summary>
    internal Source<ReadOnlyMemory<byte>, NotUsed>? Source => Reader?.AsSource() ?? _content as Source<ReadOnlyMemory<byte>, NotUsed>;

    /// <summary>These octets; they must not change afterwards.</summary>
    public static ResponseBody From(ReadOnlyMemory<byte> octets)
    {
        if (MemoryMarshal.TryGetArray(octets, out var array))
            return new ResponseBody(array.Array, array.Offset, array.Count);
        return MemoryMarshal.TryGetMemoryManager(octets, out System.Buffers.MemoryManager<byte>? manager, out var start, out var length)
            ? new ResponseBody(manager, start, length)
            : new ResponseBody(octets.ToArray(), 0, octets.Length);
    }

    /// <summary>Text as UTF-8.</summary>
    public static ResponseBody From(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        return new ResponseBody(octets, 0, octets.Length);
    }

    /// <summary>Octets as a source gives them; its demand is the peer's window.</summary>
    /// <param name="source">Runs when the response begins, and is cancelled when the stream is aborted. Its elements must not change afterwards.</param>
    public static ResponseBody From(Source<ReadOnlyMemory<byte>, NotUsed> source) => new(source);

    /// <summary>Text as UTF-8.</summary>
    public static implicit operator ResponseBody(string text) => From(text);

    /// <summary>These octets; they must not change afterwards.</summary>
    public static implicit operator ResponseBody(byte[] octets) => new(octets, 0, octets.Length);

    /// <summary>These octets; they must not change afterwards.</summary>
    public static implicit operator ResponseBody(ReadOnlyMemory<byte> octets) => From(octets);

    /// <summary>As in a log: <c>10 octets</c>.</summary>
    public override string ToString() => IsWhole ? $"{_length} octets" : "a source of octets";
}
