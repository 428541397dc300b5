using AkkaH2.Wire;
using static AkkaH2.Protocol.Tests.Wire.WireOctets;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "6.10")]
public sealed class FieldBlockAssemblerTests
{
    private static readonly StreamId One = new(1);
    private static readonly HeadersFrame Whole = new(One, "abcdef"u8.ToArray(), EndStream: true, EndHeaders: true);
    private static readonly HeadersFrame First = Whole with { Fragment = "abc"u8.ToArray(), EndHeaders = false };

    private readonly FieldBlockAssembler _assembler = new(maxBlockOctets: 10, maxContinuations: 3);

    [Fact]
    public void A_block_in_one_frame_is_handed_on_as_it_came()
    {
        Assert.True(_assembler.Offer(Whole, out var result));
        Assert.Same(Whole, result.Value);
    }

    [Fact]
    public void Other_frames_pass_unchanged_between_blocks() => Assert.All(
        FrameSamples.All.Where(frame => frame is not (HeadersFrame or PushPromiseFrame or ContinuationFrame)),
        frame =>
        {
            Assert.True(_assembler.Offer(frame, out var result));
            Assert.Same(frame, result.Value);
        });

    [Fact]
    public void Fragments_become_one_block()
    {
        Waits(First);
        Assert.True(_assembler.IsOpen);
        Waits(Continuation("de"));
        Yields(Whole, Continuation("f", end: true));
        Assert.False(_assembler.IsOpen);
    }

    [Fact]
    public void The_whole_block_keeps_the_priority_and_loses_the_padding()
    {
        var priority = new StreamPriority(new StreamId(3), false, 7);
        Waits(First with { Priority = priority, PadLength = 9 });
        Yields(Whole with { Priority = priority }, Continuation("def", end: true));
    }

    [Fact]
    public void PUSH_PROMISE_is_continued_too()
    {
        var promise = new PushPromiseFrame(One, new StreamId(2), "abcdef"u8.ToArray(), EndHeaders: true);
        Waits(promise with { Fragment = default, EndHeaders = false, PadLength = 1 });
        Yields(promise, Continuation("abcdef", end: true));
    }

    [Fact]
    public void The_block_owns_its_octets()
    {
        var lent = "abc"u8.ToArray();
        Waits(First with { Fragment = lent });
        lent.AsSpan().Clear();
        Yields(Whole, Continuation("def", end: true));
    }

    [Fact]
    public void One_block_may_follow_another()
    {
        Waits(First);
        Yields(Whole, Continuation("def", end: true));
        Waits(First);
        Yields(Whole, Continuation("def", end: true));
    }

    [Fact]
    public void CONTINUATION_without_a_block_is_a_connection_error() => Fails(ErrorCode.ProtocolError, Continuation("a", end: true));

    [Fact]
    public void CONTINUATION_behind_a_whole_block_is_a_connection_error()
    {
        Yields(Whole, Whole);
        Fails(ErrorCode.ProtocolError, Continuation("a", end: true));
    }

    [Fact, Trait("RFC 9113", "4.3")]
    public void Any_other_frame_inside_a_block_is_a_connection_error() => Assert.All(
        FrameSamples.All.Where(frame => frame is not ContinuationFrame),
        frame =>
        {
            var assembler = new FieldBlockAssembler(10, 3);
            assembler.Offer(First, out _);
            Assert.True(assembler.Offer(frame, out var result));
            IsConnectionError(ErrorCode.ProtocolError, result);
        });

    [Fact]
    public void CONTINUATION_of_another_stream_inside_a_block_is_a_connection_error()
    {
        Waits(First);
        Fails(ErrorCode.ProtocolError, Continuation("a", end: true) with { Stream = new StreamId(3) });
    }

    [Fact]
    public void A_stream_error_inside_a_block_is_a_connection_error()
    {
        Waits(First);
        Fails(ErrorCode.ProtocolError, new Http2Error.OnStream(new StreamId(3), ErrorCode.FrameSizeError, "PRIORITY of 1 octets"));
    }

    [Fact]
    public void Faults_of_the_decoder_pass_unchanged_between_blocks()
    {
        var error = new Http2Error.OnStream(new StreamId(3), ErrorCode.FrameSizeError, "PRIORITY of 1 octets");
        Yields(error, error);
        Yields(Whole, Whole);
    }

    [Fact]
    public void A_connection_error_of_the_decoder_keeps_its_code_inside_a_block()
    {
        var error = new Http2Error.OnConnection(ErrorCode.FrameSizeError, "PING of 1 octets");
        Waits(First);
        Yields(error, error);
    }

    [Fact, Trait("RFC 9113", "10.5.1")]
    public void A_block_may_be_as_long_as_the_limit()
    {
        Waits(First);
        Yields(Whole with { Fragment = "abcdefghij"u8.ToArray() }, Continuation("defghij", end: true));
    }

    [Fact, Trait("RFC 9113", "10.5.1")]
    public void A_longer_block_is_a_connection_error_wherever_it_crosses_the_limit()
    {
        Waits(First);
        Fails(ErrorCode.EnhanceYourCalm, Continuation("defghijk"));
    }

    [Fact, Trait("RFC 9113", "10.5.1")]
    public void A_longer_block_in_one_frame_is_a_connection_error() =>
        Fails(ErrorCode.EnhanceYourCalm, Whole with { Fragment = new byte[11] });

    [Fact, Trait("RFC 9113", "10.5")]
    public void More_CONTINUATION_than_the_limit_is_a_connection_error_even_if_they_are_empty()
    {
        Waits(First);
        for (var i = 0; i < 3; i++) Waits(Continuation(""));
        Fails(ErrorCode.EnhanceYourCalm, Continuation("", end: true));
    }

    [Fact, Trait("RFC 9113", "10.5")]
    public void As_many_CONTINUATION_as_the_limit_are_a_block()
    {
        Waits(First);
        for (var i = 0; i < 2; i++) Waits(Continuation(""));
        Yields(Whole, Continuation("def", end: true));
    }

    [Fact, Trait("RFC 9113", "5.4.1")]
    public void After_a_connection_error_nothing_comes()
    {
        Fails(ErrorCode.ProtocolError, Continuation("a"));
        Assert.False(_assembler.Offer(Whole, out _));
    }

    [Fact]
    public void Negative_limits_are_our_bug()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FieldBlockAssembler(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FieldBlockAssembler(0, -1));
    }

    private static ContinuationFrame Continuation(string fragment, bool end = false) =>
        new(One, System.Text.Encoding.ASCII.GetBytes(fragment), end);

    private void Waits(Frame frame) => Assert.False(_assembler.Offer(frame, out _));

    private void Yields(Outcome<Frame> expected, Outcome<Frame> offered)
    {
        Assert.True(_assembler.Offer(offered, out var result));
        Assert.Equal(expected, result);
    }

    private void Fails(ErrorCode code, Outcome<Frame> offered)
    {
        Assert.True(_assembler.Offer(offered, out var result));
        IsConnectionError(code, result);
    }
}
