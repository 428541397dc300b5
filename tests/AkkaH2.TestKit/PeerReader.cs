using AkkaH2.Referee;

namespace AkkaH2.TestKit;

/// <summary>Reads all the time, with the referee's own parsers: octets to frames with decoded fields, in the order of the wire. Any fault in them fails the test.</summary>
internal sealed class PeerReader
{
    private readonly Stream _stream;
    private readonly TestPeer _peer;
    private readonly FrameSplitter _splitter = new();
    private readonly FieldBlockJoiner _joiner = new();
    private readonly BlockDecoder _hpack = new();
    private readonly Queue<byte> _preface;

    public PeerReader(Stream stream, TestPeer peer)
    {
        (_stream, _peer) = (stream, peer);
        _preface = new Queue<byte>(peer.Role == PeerRole.Server ? Preface.Octets : []);
        Completion = Task.Run(Run);
    }

    public Task Completion { get; }

    public void SetMaxFrameSize(uint octets) => _splitter.MaxFrameSize = (int)octets;

    public void SetHeaderTableSize(uint octets) => _hpack.Limit((int)Math.Min(octets, int.MaxValue));

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
        catch (RuleBrokenException broken)
        {
            _peer.Inbox.Violate($"the other side breaks {broken.Message}");
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
            _splitter.Append(WithoutPreface(buffer.AsSpan(0, count)));
            foreach (var frame in _splitter.TakeFrames()) await OnFrame(frame);
        }
    }

    /// <summary>RFC 9113 §3.4: a client's octets begin with the preface.</summary>
    private ReadOnlySpan<byte> WithoutPreface(ReadOnlySpan<byte> octets)
    {
        for (; _preface.Count > 0 && !octets.IsEmpty; octets = octets[1..])
        {
            if (octets[0] != _preface.Dequeue())
                throw new RuleBrokenException("RFC 9113 §3.4", ErrorNumber.ProtocolError, "the client's preface is wrong");
        }

        return octets;
    }

    private async Task OnFrame(RawFrame raw)
    {
        SenderRules.Check(raw);
        if (_joiner.Offer(PayloadReader.Read(raw)) is not { } frame) return;

        await _peer.OnReceive(new ReceivedFrame(Translation.ToProduct(frame), [.. Fields(frame).Select(Translation.ToProduct)], raw.Payload.Length));
    }

    private IReadOnlyList<Field> Fields(WireFrame frame) => frame switch
    {
        Referee.Headers headers => _hpack.Decode(headers.Fragment),
        Referee.PushPromise promise => _hpack.Decode(promise.Fragment),
        _ => [],
    };
}
