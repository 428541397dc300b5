using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using Akka;
using Akka.Streams.Dsl;
using AkkaH2.Client;
using AkkaH2.Remoting;

namespace AkkaH2;

/// <summary>
/// The body of a <see cref="Response"/>: octets in memory, whose length is known, or what makes them: a source, a stream, a reader. Strings, arrays and
/// memory convert to it. Memory is handed over: it is sent from where it is, so it must not change afterwards; lent memory goes back to its owner.
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
    public long? Length => IsWhole ? _length : (_content as LentOctets)?.Octets.Length;

    /// <summary>The octets, if they are in memory; empty if <see cref="Length"/> is null.</summary>
    public ReadOnlyMemory<byte> Octets => _content switch
    {
        byte[] array => new ReadOnlyMemory<byte>(array, _start, _length),
        MemoryManager<byte> manager => manager.Memory.Slice(_start, _length),
        LentOctets lent => lent.Octets,
        _ => default,
    };

    /// <summary>True if the octets are in memory that nobody wants back.</summary>
    internal bool IsWhole => _content is null or byte[] or MemoryManager<byte>;

    /// <summary>The owner of the octets, if it wants them back.</summary>
    internal IDisposable? Owner => _content as LentOctets;

    /// <summary>The source, stream or reader that makes the octets.</summary>
    /// <exception cref="InvalidOperationException">They go through a stream: only a response that a server sends may do that.</exception>
    internal object? Content => Encode is null
        ? Plain
        : throw new InvalidOperationException("A body goes through a stream where a server sends it: not in a request, and not on another node.");

    /// <summary>The source, stream or reader that makes the octets, whatever they go through then.</summary>
    internal object? Plain => Reader?.AsSource() ?? (Made as RemoteOctets)?.Source ?? Made;

    // Whatever it goes through, it is the same.
    private object? Made => _content is EncodedOctets encoded ? encoded.Content : _content;

    /// <summary>Makes the stream that they go through; null if there is none.</summary>
    internal Func<Stream, Stream>? Encode => (_content as EncodedOctets)?.Encode;

    /// <summary>Stands for a body that will be written piece by piece.</summary>
    internal static ResponseBody Piecewise { get; } = new(new object());

    /// <summary>These octets; they must not change afterwards.</summary>
    public static ResponseBody From(ReadOnlyMemory<byte> octets)
    {
        if (MemoryMarshal.TryGetArray(octets, out var array))
            return new ResponseBody(array.Array, array.Offset, array.Count);
        return MemoryMarshal.TryGetMemoryManager(octets, out MemoryManager<byte>? manager, out var start, out var length)
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

    internal static ResponseBody From(RemoteOctets octets) => new(octets);

    /// <summary>Octets as a stream gives them. It is read when the response begins, and disposed at its end, whatever that is.</summary>
    public static ResponseBody From(Stream stream) => new(stream);

    /// <summary>Octets as a reader gives them. It is read when the response begins, and completed at its end, whatever that is.</summary>
    public static ResponseBody From(PipeReader reader) => new(reader);

    /// <summary>Octets in memory that goes back to its owner.</summary>
    /// <param name="octets">They must not change until then.</param>
    /// <param name="owner">
    /// Such as an <see cref="IMemoryOwner{T}"/>. Disposed once, when the octets have gone out or never will. From any thread; it should be quick, and must not
    /// throw.
    /// </param>
    public static ResponseBody Lent(ReadOnlyMemory<byte> octets, IDisposable owner) => new(new LentOctets(octets, owner));

    /// <summary>
    /// The octets of this body after they went through a stream: <c>body.Through(output => new GZipStream(output, CompressionLevel.Fastest))</c>. Octets in memory do so
    /// now. All others do so when a server sends them, also those of a response that is written piece by piece (<see cref="Exchange.OnResponding"/>): each flush
    /// flushes the stream too, and the end of the body disposes it. A content-length that was set before does not hold any more.
    /// </summary>
    /// <param name="encode">Gets the stream to write to, and makes the one that is written to. It must not block.</param>
    public ResponseBody Through(Func<Stream, Stream> encode)
    {
        if (Length is null)
            return new ResponseBody(_content is EncodedOctets before ? new EncodedOctets(before.Content, output => before.Encode(encode(output))) : new EncodedOctets(_content!, encode));

        var encoded = new MemoryStream();
        using (var stream = encode(encoded))
            stream.Write(Octets.Span);
        Owner?.Dispose();
        return From(encoded.ToArray());
    }

    /// <summary>Text as UTF-8.</summary>
    public static implicit operator ResponseBody(string text) => From(text);

    /// <summary>These octets; they must not change afterwards.</summary>
    public static implicit operator ResponseBody(byte[] octets) => new(octets, 0, octets.Length);

    /// <summary>These octets; they must not change afterwards.</summary>
    public static implicit operator ResponseBody(ReadOnlyMemory<byte> octets) => From(octets);

    /// <summary>As in a log: <c>10 octets</c>.</summary>
    public override string ToString() => Length is { } length ? $"{length} octets" : $"octets from a {_content!.GetType().Name}";

    /// <summary>It goes nowhere: what belongs to others goes back to them.</summary>
    internal void Abandon()
    {
        try
        {
            switch (Made)
            {
                case LentOctets lent: lent.Dispose(); break;
                case RemoteOctets remote: remote.Dispose(); break;
                case Stream stream: stream.Dispose(); break;
                case PipeReader reader: reader.Complete(); break;
                case ResponseReader response: response.Dispose(); break;
            }
        }
        catch (Exception)
        {
            // It is the application's, and nobody waits for it: whoever abandons it goes on.
        }
    }

    /// <summary>True if it sends what the other one would send, perhaps through another stream: what is lent to one of them is not free yet.</summary>
    internal bool HasContentOf(ResponseBody other) => ReferenceEquals(Made, other.Made);

    private sealed class LentOctets(ReadOnlyMemory<byte> octets, IDisposable owner) : IDisposable
    {
        private IDisposable? _owner = owner;

        public ReadOnlyMemory<byte> Octets => octets;

        // Once, whoever finds first that nobody needs it any more.
        public void Dispose() => Interlocked.Exchange(ref _owner, null)?.Dispose();
    }

    private sealed record EncodedOctets(object Content, Func<Stream, Stream> Encode);
}
