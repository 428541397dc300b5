using System.Buffers;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Stages;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Stages;

public sealed class DecoderStageFieldTests : StageTest
{
    private static readonly FieldLimits Fields = new(MaxFieldCount: 10, MaxBlockSize: 1000, MaxContinuations: 4);

    private static readonly DecodingLimits Limits = DecodingLimits.First(new ConnectionSettings { MaxHeaderListSize = 200 });

    private readonly HpackEncoder _encoder = new();

    [Fact]
    [Trait("RFC 9113", "4.3")]
    public async Task Headers_become_a_field_section_and_other_frames_pass() => await AllStagesStop(async () =>
    {
        var (source, sink) = Between(new DecoderStage(Role.Client, Fields).AddAttributes(Ends(limits: Limits)));
        await sink.RequestAsync(1);
        await source.SendNextAsync(Read(Ping(1), Block(1, [new("a", "b")])));
        var items = (await sink.ExpectNextAsync()).Items;
        Assert.Equal(Ping(1), items[0].Value);
        Assert.Equal(new HeaderField("a", "b"), Assert.Single(Assert.IsType<FieldSection>(items[1].Value).Fields));
        await source.SendCompleteAsync();
        await sink.ExpectCompleteAsync();
    });

    [Fact]
    [Trait("RFC 9113", "6.10")]
    public async Task A_block_cut_into_frames_and_reads_is_one_section() => await AllStagesStop(async () =>
    {
        var block = Block(1, [new("name", "value"), new("other", "thing")]).Fragment;
        var (source, sink) = Between(new DecoderStage(Role.Client, Fields).AddAttributes(Ends(limits: Limits)));
        await sink.RequestAsync(1);
        await source.SendNextAsync(Read(new HeadersFrame(new StreamId(1), block[..3], EndStream: true, EndHeaders: false)));
        Assert.True((await sink.ExpectNextAsync()).IsInsideBlock);
        await sink.RequestAsync(1);
        await source.SendNextAsync(Read(Continuation(1, block[3..5].ToArray()), Continuation(1, block[5..].ToArray()).EndHeaders()));
        var section = Assert.IsType<FieldSection>(Assert.Single((await sink.ExpectNextAsync()).Items).Value);
        Assert.Equal((2, true), (section.Fields.Length, section.EndStream));
        await source.SendCompleteAsync();
        await sink.ExpectCompleteAsync();
    });

    [Fact]
    [Trait("RFC 9113", "4.3")]
    public async Task A_broken_block_is_a_connection_error_and_nothing_follows() => await AllStagesStop(async () =>
    {
        var (source, sink) = Between(new DecoderStage(Role.Client, Fields).AddAttributes(Ends(limits: Limits)));
        await sink.RequestAsync(1);
        await source.SendNextAsync(Read(new HeadersFrame(new StreamId(1), new byte[] { 0xff, 0xff }, EndStream: true, EndHeaders: true), Ping(1)));
        var error = Assert.IsType<Http2Error.OnConnection>(Assert.Single((await sink.ExpectNextAsync()).Items).Error);
        Assert.Equal(ErrorCode.CompressionError, error.Code);
        await source.SendCompleteAsync();
        await sink.ExpectCompleteAsync();
    });

    [Fact]
    [Trait("RFC 9113", "6.5.2")]
    public async Task A_list_that_is_too_long_is_marked_and_the_table_stays_in_step() => await AllStagesStop(async () =>
    {
        var (source, sink) = Between(new DecoderStage(Role.Client, Fields).AddAttributes(Ends(limits: Limits)));
        await sink.RequestAsync(1);
        await source.SendNextAsync(Read(
            Block(1, [new("big", new string('x', 300)), new("a", "b")]),
            Block(3, [new("a", "b")])));
        var items = (await sink.ExpectNextAsync()).Items;
        Assert.True(Assert.IsType<FieldSection>(items[0].Value).TooLarge);
        var next = Assert.IsType<FieldSection>(items[1].Value);
        Assert.False(next.TooLarge);
        Assert.Equal(new HeaderField("a", "b"), Assert.Single(next.Fields));
        await sink.CancelAsync();
        await source.ExpectCancellationAsync();
    });

    [Fact]
    [Trait("RFC 9113", "6.5.3")]
    public async Task A_smaller_table_and_list_hold_from_the_acknowledgement_on() => await AllStagesStop(async () =>
    {
        var limits = DecodingLimits.First(ConnectionSettings.Initial);
        limits.Append(ConnectionSettings.Initial with { HeaderTableSize = 0, MaxHeaderListSize = 40 });
        var (source, sink) = Between(new DecoderStage(Role.Client, Fields).AddAttributes(Ends(limits: limits)));
        await sink.RequestAsync(1);
        var first = Block(1, [new("name", "value")]);
        _encoder.SetPeerMaxTableSize(0);
        await source.SendNextAsync(Read(first, SettingsAck(), Block(3, [new("name", "value")])));
        var items = (await sink.ExpectNextAsync()).Items;
        Assert.False(Assert.IsType<FieldSection>(items[0].Value).TooLarge);
        Assert.True(Assert.IsType<FieldSection>(items[2].Value).TooLarge); // with its size update
        await sink.CancelAsync();
        await source.ExpectCancellationAsync();
    });

    [Fact]
    [Trait("RFC 7541", "4.2")]
    public async Task A_block_without_the_size_update_after_it_is_a_connection_error() => await AllStagesStop(async () =>
    {
        var limits = DecodingLimits.First(ConnectionSettings.Initial);
        limits.Append(ConnectionSettings.Initial with { HeaderTableSize = 0 });
        var (source, sink) = Between(new DecoderStage(Role.Client, Fields).AddAttributes(Ends(limits: limits)));
        await sink.RequestAsync(1);
        await source.SendNextAsync(Read(SettingsAck(), Block(1, [new("name", "value")])));
        Assert.Equal(ErrorCode.CompressionError, (await sink.ExpectNextAsync()).Items[1].Error!.Code);
        await sink.CancelAsync();
        await source.ExpectCancellationAsync();
    });

    [Fact]
    [Trait("RFC 7541", "6.3")]
    public async Task A_higher_table_of_ours_holds_from_its_acknowledgement_on() => await AllStagesStop(async () =>
    {
        var limits = DecodingLimits.First(ConnectionSettings.Initial);
        limits.Append(ConnectionSettings.Initial with { HeaderTableSize = 8_192 });
        var (source, sink) = Between(new DecoderStage(Role.Client, Fields).AddAttributes(Ends(limits: limits)));
        await sink.RequestAsync(1);
        await source.SendNextAsync(Read(SettingsAck(), new HeadersFrame(new StreamId(1), new byte[] { 0x3f, 0xe1, 0x3f }, EndStream: true, EndHeaders: true)));
        Assert.IsType<FieldSection>((await sink.ExpectNextAsync()).Items[1].Value); // a size update to 8192
        await source.SendCompleteAsync();
        await sink.ExpectCompleteAsync();
    });

    private static ReadOnlySequence<byte> Read(params Frame[] frames)
    {
        var writer = new ArrayBufferWriter<byte>();
        foreach (var frame in frames)
            FrameWriter.Write(frame, writer);
        return new ReadOnlySequence<byte>(writer.WrittenMemory);
    }

    private HeadersFrame Block(int stream, HeaderField[] fields)
    {
        var writer = new ArrayBufferWriter<byte>();
        _encoder.Encode(fields, writer);
        return new HeadersFrame(new StreamId(stream), writer.WrittenMemory, EndStream: true, EndHeaders: true);
    }
}

public sealed class EncoderStageFieldTests : StageTest
{
    [Fact]
    [Trait("RFC 9113", "4.3")]
    public async Task A_section_becomes_headers_and_other_frames_pass() => await AllStagesStop(async () =>
    {
        var (source, sink) = Between(new EncoderStage(Role.Server, 4096));
        await sink.RequestAsync(1);
        await source.SendNextAsync(Batch(Ping(1), Section(new HeaderField(":status", "200"))));
        var frames = Frames(await sink.ExpectNextAsync());
        Assert.Equal(Ping(1), frames[0]);
        Assert.Equal([new(":status", "200")], Decode(frames[1..]));
        await source.SendCompleteAsync();
        await sink.ExpectCompleteAsync();
    });

    [Fact]
    [Trait("RFC 9113", "6.10")]
    public async Task A_block_above_the_peers_frame_size_goes_on_in_continuation_frames() => await AllStagesStop(async () =>
    {
        var big = new HeaderField("big", new string('\u0001', 10_000)); // an octet that Huffman makes longer
        var (source, sink) = Between(new EncoderStage(Role.Server, 4096));
        await sink.RequestAsync(1);
        await source.SendNextAsync(Batch(Section(big, big, big, big)));
        var frames = Frames(await sink.ExpectNextAsync());

        Assert.Equal([FrameType.Headers, FrameType.Continuation, FrameType.Continuation], frames.Select(f => f.Type));
        Assert.All(frames, frame => Assert.True(frame.PayloadLength <= 16_384));
        Assert.Equal([big, big, big, big], Decode(frames));
        await source.SendCompleteAsync();
        await sink.ExpectCompleteAsync();
    });

    [Theory]
    [Trait("RFC 9113", "6.6")]
    [InlineData(10, 1)]
    [InlineData(40_000, 3)]
    public async Task A_promised_request_becomes_push_promise_and_goes_on_in_continuation_frames(int length, int expected) => await AllStagesStop(async () =>
    {
        var field = new HeaderField("field", new string('0', length * 8 / 5)); // 5 bits a digit in Huffman's code
        var (source, sink) = Between(new EncoderStage(Role.Server, 4096));
        await sink.RequestAsync(1);
        await source.SendNextAsync(Batch(new PromiseSection(new StreamId(1), new StreamId(2), [field])));
        var frames = Frames(await sink.ExpectNextAsync());

        var promise = Assert.IsType<PushPromiseFrame>(frames[0]);
        Assert.Equal((1, 2, expected == 1), (promise.Stream.Value, promise.Promised.Value, promise.EndHeaders));
        Assert.Equal(expected, frames.Count);
        Assert.All(frames, frame => Assert.True(frame.PayloadLength <= 16_384));
        Assert.Equal([field], Decode(frames));
        await source.SendCompleteAsync();
        await sink.ExpectCompleteAsync();
    });

    [Fact]
    [Trait("RFC 7541", "4.2")]
    public async Task After_the_peer_lowered_its_table_the_next_block_begins_with_the_update() => await AllStagesStop(async () =>
    {
        var (source, sink) = Between(new EncoderStage(Role.Server, 4096));
        await sink.RequestAsync(1);
        await source.SendNextAsync(Batch(new EncodingLimits(HeaderTableSize: 0, MaxFrameSize: 16_384), Section(new HeaderField("a", "b"))));
        var headers = Assert.IsType<HeadersFrame>(Assert.Single(Frames(await sink.ExpectNextAsync())));
        Assert.Equal(0b0010_0000, headers.Fragment.Span[0]);
        await source.SendCompleteAsync();
        await sink.ExpectCompleteAsync();
    });

    [Fact]
    [Trait("RFC 7541", "4.2")]
    public async Task The_smallest_table_between_two_blocks_comes_before_the_last_and_our_cap_holds() => await AllStagesStop(async () =>
    {
        var (source, sink) = Between(new EncoderStage(Role.Server, 4096));
        await sink.RequestAsync(1);
        await source.SendNextAsync(Batch(Limits(100), Limits(0), Limits(1_000_000), Section(new HeaderField(":status", "200"))));
        var headers = Assert.IsType<HeadersFrame>(Assert.Single(Frames(await sink.ExpectNextAsync())));
        Assert.Equal([0x20, 0x3f, 0xe1, 0x1f, 0x88], headers.Fragment.ToArray()); // to 0, to 4096, index 8
        await source.SendCompleteAsync();
        await sink.ExpectCompleteAsync();
    });

    private static EncodingLimits Limits(int tableSize) => new(tableSize, MaxFrameSize: 16_384);

    private static FieldSection Section(params HeaderField[] fields) => new(new StreamId(1), fields, EndStream: true);

    private static WriteBatch Batch(params Frame[] frames)
    {
        var batch = new WriteBatch();
        batch.Frames.AddRange(frames.Select(OutboundFrames.ToOutbound));
        return batch;
    }

    private static List<Frame> Frames(PooledWriter octets)
    {
        var decoder = new FrameDecoder();
        decoder.Append(octets.Written, keep: false);
        var frames = new List<Frame>();
        while (decoder.TryRead(out var frame))
            frames.Add(frame.Value!);
        return frames;
    }

    private static List<HeaderField> Decode(IEnumerable<Frame> frames)
    {
        byte[] block = [.. frames.SelectMany(frame => Fragment(frame).ToArray())];
        var fields = new List<HeaderField>();
        Assert.Equal(HpackStatus.Ok, new HpackDecoder { MaxFieldSectionSize = int.MaxValue, MaxFieldCount = int.MaxValue }.Decode(block, fields).Status);
        return fields;
    }

    private static ReadOnlyMemory<byte> Fragment(Frame frame) => frame switch
    {
        HeadersFrame headers => headers.Fragment,
        PushPromiseFrame promise => promise.Fragment,
        _ => ((ContinuationFrame)frame).Fragment,
    };
}
