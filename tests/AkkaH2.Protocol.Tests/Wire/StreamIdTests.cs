using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Wire;

[Trait("RFC 9113", "5.1.1")]
public sealed class StreamIdTests
{
    [Theory]
    [InlineData(0, true, false, false)]
    [InlineData(1, false, true, false)]
    [InlineData(2, false, false, true)]
    [InlineData(int.MaxValue, false, true, false)]
    public void Clients_open_odd_streams_and_servers_even_ones(int value, bool connection, bool client, bool server)
    {
        var id = new StreamId(value);
        Assert.Equal((connection, client, server), (id.IsConnection, id.IsClientInitiated, id.IsServerInitiated));
    }

    [Fact]
    public void Streams_are_ordered_by_number()
    {
        Assert.True(new StreamId(1) < new StreamId(3) && new StreamId(3) > new StreamId(1));
        Assert.True(new StreamId(3) <= new StreamId(3) && new StreamId(3) >= new StreamId(3));
        Assert.Equal(StreamId.Connection, new[] { new StreamId(5), StreamId.Connection, StreamId.Max }.Min());
    }

    [Fact]
    public void A_stream_prints_as_its_number() => Assert.Equal("17", new StreamId(17).ToString());
}
