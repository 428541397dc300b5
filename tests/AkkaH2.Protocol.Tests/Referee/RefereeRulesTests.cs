using AkkaH2.Referee;
using static AkkaH2.Protocol.Tests.RefereeBlocks;

namespace AkkaH2.Protocol.Tests;

/// <summary>The faults that the referee does not let pass, also those that a receiver ignores, because the sender may not send it.</summary>
public sealed class RefereeRulesTests
{
    [Theory]
    [InlineData("000000 00 02 00000001")] // a flag that DATA does not have
    [InlineData("000000 04 05 00000000")] // SETTINGS with more than ACK
    [InlineData("000004 03 01 00000001 00000008")] // RST_STREAM with a flag
    [InlineData("000000 00 01 80000001")] // the reserved bit of the header
    [InlineData("000004 08 00 00000001 80000001")] // … of WINDOW_UPDATE
    [InlineData("000008 07 00 00000000 80000001 00000000")] // … of GOAWAY
    [InlineData("000004 05 04 00000001 80000002")] // … of PUSH_PROMISE
    [InlineData("000005 05 0c 00000001 00 80000002")] // … behind a Pad Length
    [InlineData("000004 10 00 00000000 80000001")] // … of PRIORITY_UPDATE
    [InlineData("000004 00 08 00000001 02 61 0001")] // padding that is not zero
    public void What_a_sender_has_to_leave_unset_is_seen(string hex) => Assert.Throws<RuleBrokenException>(() => SenderRules.Check(Frame(hex)));

    [Theory]
    [InlineData("000000 00 01 00000001")]
    [InlineData("000005 01 2d 00000001 00 80000003")]
    [InlineData("000004 00 08 00000001 02 61 0000")]
    [InlineData("000001 fe ff 00000001 ff")] // an extension
    public void What_a_sender_may_send_passes(string hex) => SenderRules.Check(Frame(hex));

    [Theory]
    [InlineData("00000c 04 00 00000000 0002 00000002 0001 00000000", ErrorNumber.ProtocolError)] // ENABLE_PUSH of 2
    [InlineData("000006 04 00 00000000 0004 80000000", ErrorNumber.FlowControlError)]
    [InlineData("000006 04 00 00000000 0005 00003fff", ErrorNumber.ProtocolError)]
    [InlineData("000006 04 00 00000000 0005 01000000", ErrorNumber.ProtocolError)]
    [InlineData("000006 04 00 00000000 0008 00000002", ErrorNumber.ProtocolError)]
    [InlineData("000006 04 00 00000000 0009 00000002", ErrorNumber.ProtocolError)]
    public void A_setting_out_of_its_range_is_refused(string hex, ErrorNumber code) =>
        Assert.Equal(code, Assert.Throws<RuleBrokenException>(() => PayloadReader.Read(Frame(hex))).Code);

    [Fact]
    public void Frames_come_whole_however_the_octets_are_cut()
    {
        var octets = Hex("000003 00 00 00000001 616263" + "000000 00 01 00000001" + "000008 06 00 00000000 0102030405060708");
        var splitter = new FrameSplitter();
        var frames = new List<RawFrame>();
        foreach (var octet in octets)
        {
            splitter.Append([octet]);
            frames.AddRange(splitter.TakeFrames());
        }

        Assert.Equal([(0, 3), (0, 0), (6, 8)], frames.Select(frame => ((int)frame.Type, frame.Payload.Length)));
        Assert.True(splitter.IsAtFrameBoundary);
    }

    [Fact]
    public void A_block_is_joined()
    {
        var joiner = new FieldBlockJoiner();
        Assert.Null(joiner.Offer(new Referee.Headers(1, [1], null, null, EndStream: true, EndHeaders: false)));
        Assert.Null(joiner.Offer(new Continuation(1, [2, 3], EndHeaders: false)));
        var whole = Assert.IsType<Referee.Headers>(joiner.Offer(new Continuation(1, [4], EndHeaders: true)));
        Assert.Equal([1, 2, 3, 4], whole.Fragment);
        Assert.True(whole is { EndStream: true, EndHeaders: true });
        Assert.NotNull(joiner.Offer(new WindowUpdate(1, 1)));
    }

    public static TheoryData<WireFrame> Intruders => [new WindowUpdate(1, 1), new Continuation(3, [], EndHeaders: true), new Opaque(0xfe, 0, 0, [])];

    [Theory]
    [MemberData(nameof(Intruders))]
    public void Nothing_else_stands_inside_a_block(WireFrame intruder)
    {
        var joiner = new FieldBlockJoiner();
        joiner.Offer(new Referee.Headers(1, [], null, null, EndStream: true, EndHeaders: false));
        Assert.Throws<RuleBrokenException>(() => joiner.Offer(intruder));
    }

    [Fact]
    public void CONTINUATION_has_something_to_continue() => Assert.Throws<RuleBrokenException>(() => new FieldBlockJoiner().Offer(new Continuation(1, [], EndHeaders: true)));

    [Theory]
    [InlineData("80")] // RFC 7541 §6.1: index 0
    [InlineData("be")] // RFC 7541 §2.3.3: the dynamic table is empty
    [InlineData("8220")] // RFC 7541 §4.2: a size update behind a field
    [InlineData("3fe2 1f")] // RFC 7541 §6.3: 4,097 octets
    [InlineData("ffff ffff ffff 7f")] // RFC 7541 §5.1
    [InlineData("8286 41")] // the end inside of a literal
    [InlineData("0001 61 05 62")] // a string longer than the block
    public void A_broken_block_is_refused(string hex) =>
        Assert.Equal(ErrorNumber.CompressionError, Assert.Throws<RuleBrokenException>(() => new BlockDecoder().Decode(Hex(hex))).Code);

    [Theory]
    [InlineData("82", true)]
    [InlineData("3f45 82", true)] // 100, but it was 0 in between
    [InlineData("20 82", false)]
    [InlineData("20 3f45 82", false)]
    [InlineData("20 3f46 82", true)] // 101
    public void A_lower_limit_is_signaled_first(string hex, bool isBroken)
    {
        var decoder = new BlockDecoder();
        decoder.Limit(0);
        decoder.Limit(100);
        var broken = Record.Exception(() => decoder.Decode(Hex(hex)));
        Assert.Equal(isBroken, broken is RuleBrokenException);
    }

    private static RawFrame Frame(string hex)
    {
        var splitter = new FrameSplitter();
        splitter.Append(Hex(hex));
        return Assert.Single(splitter.TakeFrames());
    }
}
