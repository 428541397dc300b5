using Akka.Streams;
using Akka.Streams.Stage;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Stages;

/// <summary>
/// Compresses field sections (RFC 9113 §4.3): in their place stand HEADERS or PUSH_PROMISE and, above the peer's frame size, CONTINUATION frames.
/// Other frames pass. Works in the batch that it is given; holds the blocks of one batch and the dynamic table.
/// </summary>
internal sealed class HpackEncoderStage(int tableSizeCap) : GraphStage<FlowShape<WriteBatch, WriteBatch>>
{
    private readonly Inlet<WriteBatch> _in = new("HpackEncoder.in");
    private readonly Outlet<WriteBatch> _out = new("HpackEncoder.out");
    private readonly int _tableSizeCap = tableSizeCap;

    public override FlowShape<WriteBatch, WriteBatch> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private const int TypicalBlock = 64;

        private readonly HpackEncoderStage _stage;
        private readonly HpackEncoder _encoder;
        private readonly PooledWriter _blocks = new();
        private readonly List<Frame> _frames = [];
        private int _maxFrameSize = 16_384;

        public Logic(HpackEncoderStage stage)
            : base(stage.Shape)
        {
            _stage = stage;
            _encoder = new HpackEncoder(stage._tableSizeCap);
            SetHandlers(stage._in, stage._out, this);
        }

        // The last batch is written: its blocks are no longer needed.
        public override void OnPull()
        {
            _blocks.Clear();
            _frames.Clear();
            Pull(_stage._in);
        }

        public override void OnPush()
        {
            var batch = Grab(_stage._in);
            _blocks.Reserve(batch.Frames.Count * TypicalBlock);
            foreach (var frame in batch.Frames)
                Compress(frame);

            batch.Frames.Clear();
            batch.Frames.AddRange(_frames);
            Push(_stage._out, batch);
        }

        public override void PostStop() => _blocks.Clear();

        private void Compress(Frame frame)
        {
            switch (frame)
            {
                case FieldSection section:
                    Compress(section);
                    break;
                case PromiseSection promise:
                    Compress(promise);
                    break;
                case EncodingLimits limits:
                    _encoder.SetPeerMaxTableSize(limits.HeaderTableSize);
                    _maxFrameSize = limits.MaxFrameSize;
                    break;
                default:
                    _frames.Add(frame);
                    break;
            }
        }

        private void Compress(FieldSection section)
        {
            var first = Encode(section.Fields, _maxFrameSize, out var rest);
            _frames.Add(new HeadersFrame(section.Stream, first, section.EndStream, EndHeaders: rest.IsEmpty));
            Continue(section.Stream, rest);
        }

        private void Compress(PromiseSection promise)
        {
            var first = Encode(promise.Fields, _maxFrameSize - PushPromiseFrame.PromisedSize, out var rest);
            _frames.Add(new PushPromiseFrame(promise.Stream, promise.Promised, first, EndHeaders: rest.IsEmpty));
            Continue(promise.Stream, rest);
        }

        // What fits into the first frame, and the rest.
        private ReadOnlyMemory<byte> Encode(HeaderField[] fields, int room, out ReadOnlyMemory<byte> rest)
        {
            var start = _blocks.Length;
            _encoder.Encode(CookieCrumbs.Split(fields), _blocks);
            var block = _blocks.Written[start..];
            var first = block[..Math.Min(block.Length, room)];
            rest = block[first.Length..];
            return first;
        }

        // RFC 9113 §4.3: a block above the frame size goes on in CONTINUATION frames, with nothing in between.
        private void Continue(StreamId stream, ReadOnlyMemory<byte> rest)
        {
            while (!rest.IsEmpty)
            {
                var next = rest[..Math.Min(rest.Length, _maxFrameSize)];
                rest = rest[next.Length..];
                _frames.Add(new ContinuationFrame(stream, next, EndHeaders: rest.IsEmpty));
            }
        }
    }
}
