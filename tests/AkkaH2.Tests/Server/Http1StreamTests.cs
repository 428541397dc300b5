using System.IO.Pipelines;
using AkkaH2.Actors;
using AkkaH2.Hpack;
using AkkaH2.Server;
using AkkaH2.Wire;

namespace AkkaH2.Tests.Server;

/// <summary>A response on its way to the wire of HTTP/1.1, which copies what it is given: a long body goes there batch by batch, each behind the flush of the one before.</summary>
public sealed class Http1StreamTests
{
    private const int Batch = 10;

    private static readonly HeaderField[] Head = [new(":status", "200")];

    private readonly Wire _wire = new();
    private readonly Http1Stream _stream;

    public Http1StreamTests() => _stream = new Http1Stream(new StreamId(1), new Http1Request(_wire), TimeSpan.Zero, Batch, cause => _wire.Said.Add(cause.Message));

    [Fact]
    public void A_whole_response_goes_batch_by_batch_and_ends_once()
    {
        _stream.Write(new SendResponse(_stream.Id, new EncodedResponse(Head, new byte[25], null)));
        Assert.Equal(["head", "10"], _wire.Said);
        Assert.True(_stream.IsAnswered);
        Assert.False(_stream.IsOver);
        Flush();
        Assert.Equal(["head", "10", "flush", "10"], _wire.Said);
        Flush();
        Assert.Equal(["head", "10", "flush", "10", "flush", "5", "end"], _wire.Said);
        Assert.True(_stream.IsOver);
        Flush();
        Assert.False(_stream.WantsFlush);
    }

    [Fact]
    public void One_that_fits_is_not_held_up()
    {
        _stream.Write(new SendResponse(_stream.Id, new EncodedResponse(Head, new byte[10], [new("x", "1")])));
        Assert.Equal(["head", "10", "end x"], _wire.Said);
        Assert.True(_stream.IsOver);
    }

    [Fact]
    public void Pieces_wait_behind_a_long_one()
    {
        _stream.Write(Piece(15, head: Head));
        _stream.Write(Piece(3));
        _stream.Write(Piece(0, end: true));
        Assert.Equal(["head", "10"], _wire.Said);
        Flush();
        Assert.Equal(["head", "10", "flush", "5", "3", "end"], _wire.Said);
    }

    [Fact]
    public void What_is_lost_is_not_written_any_more()
    {
        _stream.Write(Piece(25, head: Head));
        _stream.OnLost();
        Assert.True(_stream.IsOver);
        Assert.False(_stream.WantsFlush);
        Assert.Equal(["head", "10"], _wire.Said);
    }

    [Fact]
    public void A_wire_that_refuses_the_rest_ends_the_connection()
    {
        _stream.Write(Piece(25, head: Head));
        _wire.Refuses = true;
        Flush();
        Assert.Equal(["head", "10", "flush", "refused"], _wire.Said);
    }

    private static SendData Piece(int octets, HeaderField[]? head = null, bool end = false) => new(new StreamId(1), head, new byte[octets], end, null);

    private void Flush()
    {
        Assert.True(_stream.WantsFlush);
        Assert.True(_stream.FlushAsync().Result);
        _stream.OnWritten();
    }

    private sealed class Wire : IHttp1Exchange
    {
        public List<string> Said { get; } = [];

        public bool Refuses { get; set; }

        public string Method => "GET";

        public string Target => "/";

        public bool IsHttp10 => false;

        public HeaderField[] Fields => [];

        public string? Fault => null;

        public string Upgrade => "";

        public bool HasBody => false;

        public HeaderField[] Trailers => [];

        public void WriteHead(HeaderField[] head, bool isWhole) => Said.Add("head");

        public void Write(ReadOnlyMemory<byte> octets)
        {
            if (Refuses)
                throw new InvalidOperationException("refused");
            Said.Add($"{octets.Length}");
        }

        public void WriteEnd(HeaderField[] trailers) => Said.Add(string.Join(' ', ["end", .. trailers.Select(field => field.Name)]));

        public ValueTask<bool> FlushAsync()
        {
            Said.Add("flush");
            return new ValueTask<bool>(true);
        }

        public void CloseAfterwards() => Said.Add("close");

        public ValueTask<ReadResult> ReadBodyAsync() => throw new NotSupportedException();

        public void AdvanceTo(SequencePosition consumed) => throw new NotSupportedException();

        public void CancelRead() => throw new NotSupportedException();

        public void AllowSlow() => throw new NotSupportedException();

        public Task UpgradeAsync(HeaderField[] fields) => throw new NotSupportedException();

        public Task LeaveAsync(HeaderField[] fields) => throw new NotSupportedException();
    }
}
