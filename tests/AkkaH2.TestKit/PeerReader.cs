using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.TestKit;

/// <summary>Reads all the time: octets to frames with decoded fields, in the order of the wire. Any fault in them fails the test.</summary>
internal sealed class PeerReader
{
    private const int NoLimit = 16 << 20;

    private readonly Stream _stream;
    private readonly TestPeer _peer;
    private readonly FieldBlockAssembler _assembler = new(NoLimit, NoLimit);
    private readonly HpackDecoder _hpack = new();
    private int _prefaceLeft;

    public PeerReader(Stream stream, TestPeer peer)
    {
        (_stream, _peer) = (stream, peer);
        _prefaceLeft = peer.Role == PeerRole.Server ? ConnectionPreface.Size : 0;
        Completion = Task.Run(Run);
    }

    public Task Completion { get; }

    public FrameDecoder Decoder { get; } = new();

    public void SetHeaderTableSize(uint octets) => _hpack.SetMaxTableSize((int)Math.Min(octets, int.MaxValue));

    private async Task Run()
    {
        var end = "end of input";
        try
        {
            await ReadToEnd();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or OperationCanceledException)
        {
            end = failure.Message;
        }
        catch (Exception failure)
        {
            _peer.Inbox.Violate($"reading failed: {failure}");
        }

        _peer.Log.Note("<-", end);
        _peer.Inbox.Close(end);
    }

    private async Task ReadToEnd()
    {
        var buffer = new byte[64 * 1024];
        while (await _stream.ReadAsync(buffer) is > 0 and var count)
        {
            var chunk = buffer.AsMemory(0, count);
            Decoder.Append(chunk[CheckPreface(chunk.Span)..]);
            while (Decoder.TryRead(out var next)) await OnNext(next);
        }
    }

    /// <summary>Octets of the chunk that belong to the client's preface.</summary>
    private int CheckPreface(ReadOnlySpan<byte> chunk)
    {
        var length = Math.Min(_prefaceLeft, chunk.Length);
        if (!chunk[..length].SequenceEqual(ConnectionPreface.Octets.Slice(ConnectionPreface.Size - _prefaceLeft, length)))
            _peer.Inbox.Violate("RFC 9113 §3.4: the client's preface is wrong");

        _prefaceLeft -= length;
        return length;
    }

    private async Task OnNext(Outcome<Frame> next)
    {
        if (!_assembler.Offer(next, out var whole)) return;

        if (whole.IsError) _peer.Inbox.Violate($"the other side's frames are wrong: {whole.Error}");
        else await _peer.OnReceive(new ReceivedFrame(Owned(whole.Value), Fields(whole.Value)));
    }

    private List<HeaderField> Fields(Frame frame) => frame switch
    {
        HeadersFrame headers => Decode(headers.Fragment.Span),
        PushPromiseFrame promise => Decode(promise.Fragment.Span),
        _ => [],
    };

    private List<HeaderField> Decode(ReadOnlySpan<byte> block)
    {
        var fields = new List<HeaderField>();
        var result = _hpack.Decode(block, fields);
        if (!result.IsOk) _peer.Inbox.Violate($"the other side's field block is wrong: {result.Detail}");
        return fields;
    }

    /// <summary>The decoder lends memory until the next chunk; the inbox keeps frames longer.</summary>
    private static Frame Owned(Frame frame) => frame switch
    {
        DataFrame data => data with { Data = data.Data.ToArray() },
        HeadersFrame headers => headers with { Fragment = headers.Fragment.ToArray() },
        PushPromiseFrame promise => promise with { Fragment = promise.Fragment.ToArray() },
        GoAwayFrame goAway => goAway with { DebugData = goAway.DebugData.ToArray() },
        PriorityUpdateFrame update => update with { FieldValue = update.FieldValue.ToArray() },
        UnknownFrame unknown => new UnknownFrame(unknown.Stream, unknown.Type, unknown.Flags, unknown.Payload.ToArray()),
        _ => frame,
    };
}
