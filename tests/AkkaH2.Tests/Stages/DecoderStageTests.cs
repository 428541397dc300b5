using System.Buffers;
using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaH2.Protocol;
using AkkaH2.Stages;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Stages;

public sealed class DecoderStageTests : StageTest
{
    private static readonly Frame[] Sample =
    [
        Settings((SettingId.InitialWindowSize, 70_000)),
        Ping(7),
        Data(1, "hello"),
        WindowUpdate(0, 1000),
        Raw((FrameType)0xee, FrameFlags.None, 0, 1, 2, 3),
        Data(1).EndStream(),
    ];

    [Fact]
    [Trait("RFC 9113", "4.1")]
    public async Task However_the_octets_are_cut_the_frames_are_the_same()
    {
        byte[] octets = [.. ConnectionPreface.Octets, .. Octets(Sample)];
        for (var size = 1; size <= octets.Length; size++)
            Assert.Equal(Sample.Select(f => $"{f}"), (await Decode(octets, size)).Select(item => $"{item}"));
    }

    [Fact]
    public async Task A_read_of_several_segments_is_one_batch() => await AllStagesStop(async () =>
    {
        byte[] octets = [.. ConnectionPreface.Octets, .. Octets(Sample)];
        var (source, sink) = Between(Stage());
        await sink.RequestAsync(1);
        await source.SendNextAsync(Segments(octets.Chunk(7)));
        Assert.Equal(Sample.Length, (await sink.ExpectNextAsync()).Items.Count);
        await source.SendCompleteAsync();
        await sink.ExpectCompleteAsync();
    });

    [Fact]
    [Trait("RFC 9113", "3.4")]
    public async Task Something_else_than_the_preface_is_one_error_and_nothing_after_it() => await AllStagesStop(async () =>
    {
        var (source, sink) = Between(Stage());
        await sink.RequestAsync(1);
        await source.SendNextAsync(One("GET / HTTP/1.1\r\n\r\n"u8.ToArray()));
        var error = Assert.IsType<Http2Error.OnConnection>(Assert.Single((await sink.ExpectNextAsync()).Items).Error);
        Assert.Equal(ErrorCode.ProtocolError, error.Code);

        await sink.RequestAsync(1);
        await source.SendNextAsync(One(Octets(Sample)));
        await source.SendCompleteAsync();
        await sink.ExpectCompleteAsync();
    });

    [Fact]
    [Trait("RFC 9113", "5.4.2")]
    public async Task An_error_of_a_stream_is_an_element_and_the_next_frame_follows() => await AllStagesStop(async () =>
    {
        var (source, sink) = Between(Stage());
        await sink.RequestAsync(1);
        await source.SendNextAsync(One([.. ConnectionPreface.Octets, .. Octets(Raw(FrameType.WindowUpdate, FrameFlags.None, 1, 0, 0, 0, 0), Ping(1))]));
        var items = (await sink.ExpectNextAsync()).Items;
        Assert.IsType<Http2Error.OnStream>(items[0].Error);
        Assert.Equal(Ping(1), items[1].Value);
        await sink.CancelAsync();
        await source.ExpectCancellationAsync();
    });

    [Fact]
    [Trait("RFC 9113", "6.5.3")]
    public async Task A_frame_size_that_we_announced_holds_from_the_acknowledgement_on() => await AllStagesStop(async () =>
    {
        var limits = DecodingLimits.First(ConnectionSettings.Initial);
        limits.Append(ConnectionSettings.Initial with { MaxFrameSize = 20_000 }).Append(ConnectionSettings.Initial);
        var (source, sink) = Between(Stage(Role.Client, limits));
        await sink.RequestAsync(1);
        await source.SendNextAsync(One(Octets(SettingsAck(), Data(1, new byte[20_000]), SettingsAck(), Data(1, new byte[16_385]))));
        var items = (await sink.ExpectNextAsync()).Items;
        Assert.Equal(20_000, Assert.IsType<DataFrame>(items[1].Value).Data.Length);
        Assert.Equal(ErrorCode.FrameSizeError, items[3].Error!.Code);
        await sink.CancelAsync();
        await source.ExpectCancellationAsync();
    });

    [Fact]
    [Trait("RFC 9113", "6.5.3")]
    public async Task Before_it_the_old_frame_size_holds() => await AllStagesStop(async () =>
    {
        var limits = DecodingLimits.First(ConnectionSettings.Initial);
        limits.Append(ConnectionSettings.Initial with { MaxFrameSize = 20_000 });
        var (source, sink) = Between(Stage(Role.Client, limits));
        await sink.RequestAsync(1);
        await source.SendNextAsync(One(Octets(Data(1, new byte[20_000]))));
        Assert.Equal(ErrorCode.FrameSizeError, Assert.Single((await sink.ExpectNextAsync()).Items).Error!.Code);
        await sink.CancelAsync();
        await source.ExpectCancellationAsync();
    });

    [Fact]
    public async Task Completion_comes_through_without_demand() => await AllStagesStop(async () =>
    {
        var (source, sink) = Between(Stage());
        await source.SendCompleteAsync();
        await sink.ExpectCompleteAsync();
    });

    private static IGraph<FlowShape<ReadOnlySequence<byte>, FrameBatch>, NotUsed> Stage() => Stage(Role.Server, DecodingLimits.First(ConnectionSettings.Initial));

    private static IGraph<FlowShape<ReadOnlySequence<byte>, FrameBatch>, NotUsed> Stage(Role role, DecodingLimits limits) =>
        new DecoderStage(role, new Http2Options().FieldLimits).AddAttributes(Ends(limits: limits));

    private async Task<IEnumerable<Outcome<Frame>>> Decode(byte[] octets, int size)
    {
        // A batch is only good until the next one is asked for: its frames are taken out at once, with payloads of their own.
        var batches = await Source.From(octets.Chunk(size).Select(One))
            .Via(Stage())
            .Select(batch => batch.Items.Select(item => (Outcome<Frame>)(item.Value is DataFrame data ? data with { Data = data.Data.ToArray() } : item.Value!)).ToArray())
            .RunWith(Sink.Seq<Outcome<Frame>[]>(), Materializer)
            .WaitAsync(TimeSpan.FromSeconds(15));
        return batches.SelectMany(items => items);
    }

    private static byte[] Octets(params Frame[] frames)
    {
        var writer = new ArrayBufferWriter<byte>();
        foreach (var frame in frames)
            FrameWriter.Write(frame, writer);
        return writer.WrittenSpan.ToArray();
    }

    private static ReadOnlySequence<byte> One(byte[] octets) => new(octets);

    private static ReadOnlySequence<byte> Segments(IEnumerable<byte[]> chunks)
    {
        Segment? first = null, last = null;
        foreach (var chunk in chunks)
        {
            last = new Segment(chunk, last);
            first ??= last;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] octets, Segment? before)
        {
            Memory = octets;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
