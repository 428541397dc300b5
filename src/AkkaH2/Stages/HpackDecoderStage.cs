using Akka.Streams;
using Akka.Streams.Stage;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Wire;

namespace AkkaH2.Stages;

/// <summary>Our limits on field blocks that no setting announces.</summary>
/// <param name="MaxFieldCount">How many fields a section may have.</param>
/// <param name="MaxBlockSize">How many octets a compressed block may have.</param>
/// <param name="MaxContinuations">How many CONTINUATION frames a block may have.</param>
internal sealed record FieldLimits(int MaxFieldCount, int MaxBlockSize, int MaxContinuations);

/// <summary>
/// Joins HEADERS and CONTINUATION and decompresses them (RFC 9113 §4.3): in their place stands a <see cref="FieldSection"/>.
/// Other frames pass. Works in the batch that it is given; holds one unfinished block and the dynamic table.
/// </summary>
internal sealed class HpackDecoderStage(FieldLimits fields, DecodingLimits limits) : GraphStage<FlowShape<FrameBatch, FrameBatch>>
{
    private readonly Inlet<FrameBatch> _in = new("HpackDecoder.in");
    private readonly Outlet<FrameBatch> _out = new("HpackDecoder.out");
    private readonly FieldLimits _fields = fields;
    private readonly DecodingLimits _limits = limits;

    public override FlowShape<FrameBatch, FrameBatch> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : InAndOutGraphStageLogic
    {
        private readonly HpackDecoderStage _stage;
        private readonly FieldBlockAssembler _assembler;
        private readonly HpackDecoder _decoder = new();
        private readonly List<HeaderField> _fields = [];
        private DecodingLimits _limits;
        private bool _failed;

        public Logic(HpackDecoderStage stage)
            : base(stage.Shape)
        {
            _stage = stage;
            _limits = stage._limits;
            _assembler = new FieldBlockAssembler(stage._fields.MaxBlockSize, stage._fields.MaxContinuations);
            _decoder.MaxFieldSectionSize = _limits.MaxListSize;
            _decoder.MaxFieldCount = stage._fields.MaxFieldCount;
            SetHandlers(stage._in, stage._out, this);
        }

        public override void OnPull() => Pull(_stage._in);

        public override void OnPush()
        {
            var batch = Grab(_stage._in);
            Decompress(batch.Items);
            if (batch.Items.Count > 0)
                Push(_stage._out, batch);
            else
                Pull(_stage._in);
        }

        private void Decompress(List<Outcome<Frame>> items)
        {
            var kept = 0;
            for (var i = 0; i < items.Count && !_failed; i++)
            {
                if (_assembler.Offer(items[i], out var whole))
                    items[kept++] = Decompress(whole);
            }

            items.RemoveRange(kept, items.Count - kept);
        }

        private Outcome<Frame> Decompress(Outcome<Frame> whole)
        {
            switch (whole.Value)
            {
                case HeadersFrame headers:
                    return Decompress(headers);
                case SettingsFrame { Ack: true }:
                    OnAcknowledged();
                    break;
            }

            return whole;
        }

        // RFC 9113 §6.5.3: the peer's encoder keeps to our table size from here on.
        private void OnAcknowledged()
        {
            _limits = _limits.Next ?? _limits;
            _decoder.SetMaxTableSize(_limits.TableSize);
            _decoder.MaxFieldSectionSize = _limits.MaxListSize;
        }

        private Outcome<Frame> Decompress(HeadersFrame headers)
        {
            var result = _decoder.Decode(headers.Fragment.Span, _fields);

            // RFC 9113 §4.3: a block that cannot be decompressed is a connection error COMPRESSION_ERROR.
            if (result.Status == HpackStatus.CompressionError)
            {
                _failed = true;
                return new Http2Error.OnConnection(ErrorCode.CompressionError, $"HEADERS on stream {headers.Stream.Value}: {result.Detail}");
            }

            var section = new FieldSection(headers.Stream, [.. _fields], headers.EndStream)
            {
                TooLarge = result.Status == HpackStatus.ListTooLarge,
                Priority = headers.Priority,
            };
            _fields.Clear();
            return section;
        }
    }
}
