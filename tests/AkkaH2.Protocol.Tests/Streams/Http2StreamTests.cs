using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests;

public sealed class StreamEntryTests
{
    private readonly Http2Stream _stream = new(new StreamId(1), Window.Initial, new ReceiveWindow(10));

    [Fact]
    [Trait("RFC 9113", "6.9.1")]
    public void Data_beyond_the_window_is_a_stream_error()
    {
        Assert.Null(_stream.Accept(Data(10)));
        Assert.Equal(ErrorCode.FlowControlError, Assert.IsType<Http2Error.OnStream>(_stream.Accept(Data(1))).Code);
    }

    [Fact]
    [Trait("RFC 9113", "6.1")]
    public void Padding_counts_against_the_window_and_not_against_the_length()
    {
        _stream.Unreceived = 2;
        Assert.Null(_stream.Accept(Data(2) with { PadLength = 7 }));
        Assert.Equal(0, _stream.Receive.Available);
        Assert.Null(_stream.AcceptEnd());
    }

    [Theory]
    [Trait("RFC 9113", "8.1.1")]
    [InlineData(4, false)] // more than announced, although it may go on
    [InlineData(4, true)]
    [InlineData(2, true)]
    public void A_body_of_another_length_than_announced_is_malformed(int octets, bool end)
    {
        _stream.Unreceived = 3;
        Assert.Equal(ErrorCode.ProtocolError, Assert.IsType<Http2Error.OnStream>(_stream.Accept(Data(octets, end))).Code);
    }

    [Fact]
    [Trait("RFC 9113", "8.1.1")]
    public void Trailers_do_not_end_a_body_that_is_too_short()
    {
        _stream.Unreceived = 3;
        Assert.Null(_stream.Accept(Data(2)));
        Assert.NotNull(_stream.AcceptEnd());
    }

    [Fact]
    [Trait("RFC 9113", "6.9")]
    public void What_was_not_read_is_owed_to_the_connection_once()
    {
        _stream.Accept(Data(8));
        _stream.Credit(3);
        Assert.Equal(5, _stream.TakeUnread());
        Assert.Equal(0, _stream.TakeUnread());
    }

    private static DataFrame Data(int octets, bool end = false) => new(new StreamId(1), new byte[octets], end);
}
