using System.Buffers;
using System.Net;
using System.Text;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;
using AkkaH2.Stages;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;

namespace AkkaH2.Tests.Stages;

public sealed class TransportStagesTests : StageTest
{
    private static readonly TransportSettings Settings = new(Backlog: 1, ReceiveBufferSize: 65_536, NoDelay: true);

    [Fact]
    public async Task What_arrives_is_an_element_and_the_end_completes() => await AllStagesStop(async () =>
    {
        var (near, far) = await Pair();
        var sink = Source.FromGraph(new TransportSource(near.Input, callback => callback)).Select(octets => Encoding.ASCII.GetString(octets)).RunWith(this.SinkProbe<string>(), Materializer);
        await sink.RequestAsync(2);
        await far.WriteAsync(Octets("hello"));
        Assert.Equal("hello", await sink.ExpectNextAsync());
        await far.ShutdownAsync();
        await sink.ExpectCompleteAsync();
    });

    [Fact]
    public async Task A_reset_by_the_peer_is_a_failure() => await AllStagesStop(async () =>
    {
        var (near, far) = await Pair();
        var sink = Source.FromGraph(new TransportSource(near.Input, callback => callback)).Select(octets => octets.Length).RunWith(this.SinkProbe<long>(), Materializer);
        await sink.RequestAsync(1);
        far.Abort();
        Assert.IsAssignableFrom<IOException>(await sink.ExpectErrorAsync());
    });

    [Fact]
    public async Task Elements_are_written_in_order_and_completion_closes_our_side() => await AllStagesStop(async () =>
    {
        var (near, far) = await Pair();
        var connection = CreateTestProbe();
        Source.From((string[])["one ", "two ", "three"]).Select(Octets).RunWith(Sink.FromGraph(new TransportSink(near, connection.Ref)), Materializer);

        var received = new StringBuilder();
        while (await far.Input.ReadAsync() is { } read && !(read.IsCompleted && read.Buffer.IsEmpty))
        {
            received.Append(Encoding.ASCII.GetString(read.Buffer));
            far.Input.AdvanceTo(read.Buffer.End);
        }

        Assert.Equal("one two three", received.ToString());
        Assert.Null((await connection.ExpectMsgAsync<OutputClosed>()).Cause);
    });

    [Fact]
    public async Task A_peer_that_is_gone_is_told_as_a_value_and_cancels() => await AllStagesStop(async () =>
    {
        var (near, far) = await Pair();
        var connection = CreateTestProbe();
        var source = this.SourceProbe<ReadOnlySequence<byte>>().ToMaterialized(Sink.FromGraph(new TransportSink(near, connection.Ref)), Keep.Left).Run(Materializer);
        far.Abort();
        await source.SendNextAsync(Octets("into the void"));
        Assert.NotNull((await connection.ExpectMsgAsync<OutputClosed>()).Cause);
        await source.ExpectCancellationAsync();
    });

    private static ReadOnlySequence<byte> Octets(string text) => new(Encoding.ASCII.GetBytes(text));

    private static async Task<(ITransportConnection Near, ITransportConnection Far)> Pair()
    {
        var transport = new MemoryTransport();
        var listener = await transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Settings);
        var accepted = listener.AcceptAsync();
        var far = await transport.ConnectAsync(listener.LocalEndPoint, Settings);
        return ((await accepted)!, far);
    }
}
