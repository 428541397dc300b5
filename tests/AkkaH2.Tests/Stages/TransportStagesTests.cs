using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.TestKit;
using AkkaH2.Protocol;
using AkkaH2.Stages;
using AkkaH2.TestKit;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;
using AkkaH2.Wire;

namespace AkkaH2.Tests.Stages;

public sealed class TransportStagesTests : StageTest
{
    private const int PingSize = FrameHeader.Size + 8;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private static readonly TransportSettings Settings = new(Backlog: 1, ReceiveBufferSize: 65_536);

    [Fact]
    public async Task What_arrives_is_an_element_and_the_end_completes() => await AllStagesStop(async () =>
    {
        var (near, far) = await Pair();
        var sink = From(near).Select(octets => Encoding.ASCII.GetString(octets)).RunWith(this.SinkProbe<string>(), Materializer);
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
        var sink = From(near).Select(octets => octets.Length).RunWith(this.SinkProbe<long>(), Materializer);
        await sink.RequestAsync(1);
        far.Abort();
        Assert.IsAssignableFrom<IOException>(await sink.ExpectErrorAsync());
    });

    [Fact]
    public async Task Elements_are_written_in_order_and_completion_closes_our_side() => await AllStagesStop(async () =>
    {
        var (near, far) = await Pair();
        var connection = CreateTestProbe();
        Source.From((string[])["one ", "two ", "three"]).Select(text => Written(text)).RunWith(To(near, connection.Ref), Materializer);

        Assert.Equal("one two three", await ReadToEnd(far));
        Assert.Null((await connection.ExpectMsgAsync<OutputClosed>()).Cause);
    });

    [Fact]
    public async Task A_peer_that_is_gone_is_told_as_a_value_and_cancels() => await AllStagesStop(async () =>
    {
        var (near, far) = await Pair();
        var connection = CreateTestProbe();
        var source = this.SourceProbe<PooledWriter>().ToMaterialized(To(near, connection.Ref), Keep.Left).Run(Materializer);
        far.Abort();
        await source.SendNextAsync(Written("into the void"));
        Assert.NotNull((await connection.ExpectMsgAsync<OutputClosed>()).Cause);
        await source.ExpectCancellationAsync();
    });

    [Fact]
    public async Task A_write_that_throws_at_once_is_told_as_a_value_and_cancels() => await AllStagesStop(async () =>
    {
        var connection = CreateTestProbe();
        var source = this.SourceProbe<PooledWriter>().ToMaterialized(To(new Throwing(), connection.Ref), Keep.Left).Run(Materializer);
        await source.SendNextAsync(Written("into the void"));
        Assert.IsType<NotSupportedException>((await connection.ExpectMsgAsync<OutputClosed>()).Cause);
        await source.ExpectCancellationAsync();
    });

    [Fact]
    public async Task A_shutdown_that_throws_at_once_is_told_as_a_value() => await AllStagesStop(async () =>
    {
        var connection = CreateTestProbe();
        Source.Empty<PooledWriter>().RunWith(To(new Throwing(), connection.Ref), Materializer);
        Assert.IsType<NotSupportedException>((await connection.ExpectMsgAsync<OutputClosed>()).Cause);
    });

    [Fact]
    public async Task Memory_that_is_being_written_is_given_back_when_the_write_is_over_although_the_graph_has_stopped()
    {
        var (transport, pool) = (new Stalling(), new Counting());
        await Stopped(async materializer =>
        {
            var source = this.SourceProbe<WriteBatch>().Via(new EncoderStage(Role.Server, 4096, pool)).To(To(transport, TestActor)).Run(materializer);
            await source.SendNextAsync(Pings(1));
            await transport.Begun.WaitAsync(Deadline);
        });

        Assert.Equal((1, 0), (pool.Rented, pool.Returned));
        Assert.Equal(PingSize, transport.Octets.Length);

        transport.Abort();
        await AwaitAssertAsync(() => Assert.Equal((1, 1), (pool.Rented, pool.Returned)), Deadline);
    }

    [Fact]
    public async Task Memory_that_was_written_is_given_back_before_more_is_asked_for() => await AllStagesStop(async () =>
    {
        var (near, far) = await Pair();
        var pool = new Counting();
        Source.From((int[])[1, 2, 3]).Select(Pings).Via(new EncoderStage(Role.Server, 4096, pool)).RunWith(To(near, TestActor), Materializer);

        Assert.Equal(6 * PingSize, (await ReadToEnd(far)).Length);
        Assert.Equal((3, 3), (pool.Rented, pool.Returned));
    });

    [Fact]
    public async Task A_reader_is_completed_when_its_stage_stops()
    {
        var reader = new Reader();
        await Stopped(async materializer =>
        {
            var sink = From(new Stalling(reader)).RunWith(this.SinkProbe<ReadOnlySequence<byte>>(), materializer);
            await sink.EnsureSubscriptionAsync();
        });

        Assert.Equal(1, reader.Completions);
    }

    [Fact]
    public async Task A_reader_that_is_reading_when_its_stage_stops_is_completed_when_that_read_is_over()
    {
        var reader = new Reader();
        await Stopped(async materializer =>
        {
            var sink = From(new Stalling(reader)).RunWith(this.SinkProbe<ReadOnlySequence<byte>>(), materializer);
            await sink.RequestAsync(1);
            await reader.Begun.WaitAsync(Deadline);
        });

        Assert.Equal(0, reader.Completions);
        reader.Fail(new IOException("the connection was aborted"));
        await AwaitAssertAsync(() => Assert.Equal(1, reader.Completions), Deadline);
    }

    private static Source<ReadOnlySequence<byte>, NotUsed> From(ITransportConnection transport) =>
        Source.FromGraph(new TransportSource(callback => callback)).AddAttributes(Ends(transport));

    private static Sink<PooledWriter, NotUsed> To(ITransportConnection transport, IActorRef connection) =>
        Sink.FromGraph(new TransportSink()).AddAttributes(Ends(transport, connection));

    /// <summary>Runs a graph and stops it as its connection does: all at once, with what is under way.</summary>
    private async Task Stopped(Func<ActorMaterializer, Task> run)
    {
        var materializer = ActorMaterializer.Create(Sys);
        await run(materializer);
        var watcher = CreateTestProbe();
        await watcher.WatchAsync(materializer.Supervisor);
        materializer.Shutdown();
        await watcher.ExpectTerminatedAsync(materializer.Supervisor);
    }

    private static WriteBatch Pings(int count)
    {
        var batch = new WriteBatch();
        batch.Frames.AddRange(Enumerable.Repeat((OutboundFrame)Frames.Ping(), count));
        return batch;
    }

    private static PooledWriter Written(string text, ArrayPool<byte>? pool = null)
    {
        var octets = new PooledWriter(pool);
        octets.Write(Encoding.ASCII.GetBytes(text));
        return octets;
    }

    private static async Task<string> ReadToEnd(ITransportConnection connection)
    {
        var received = new StringBuilder();
        while (await connection.Input.ReadAsync() is { } read && !(read.IsCompleted && read.Buffer.IsEmpty))
        {
            received.Append(Encoding.ASCII.GetString(read.Buffer));
            connection.Input.AdvanceTo(read.Buffer.End);
        }

        return received.ToString();
    }

    private static ReadOnlySequence<byte> Octets(string text) => new(Encoding.ASCII.GetBytes(text));

    private static async Task<(ITransportConnection Near, ITransportConnection Far)> Pair()
    {
        var transport = new MemoryTransport();
        var listener = await transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Settings);
        var accepted = listener.AcceptAsync();
        var far = await transport.ConnectAsync(listener.LocalEndPoint, Settings);
        return ((await accepted)!, far);
    }

    /// <summary>A connection that can do nothing, and says so before anything was begun.</summary>
    private sealed class Throwing : ITransportConnection
    {
        public EndPoint LocalEndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 1);

        public EndPoint RemoteEndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 2);

        public PipeReader Input => throw new NotSupportedException();

        public ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation = default) => throw new NotSupportedException();

        public ValueTask ShutdownAsync() => throw new NotSupportedException();

        public void Abort()
        {
        }
    }

    /// <summary>A connection whose peer takes nothing: a write ends when the connection is aborted.</summary>
    private sealed class Stalling(PipeReader? input = null) : ITransportConnection
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _write = new();

        public Task Begun => _begun.Task;

        public ReadOnlySequence<byte> Octets { get; private set; }

        public EndPoint LocalEndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 1);

        public EndPoint RemoteEndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 2);

        public PipeReader Input => input ?? throw new NotSupportedException();

        public ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellation = default)
        {
            Octets = octets;
            _begun.SetResult();
            return new ValueTask(_write.Task);
        }

        public ValueTask ShutdownAsync() => default;

        public void Abort() => _write.SetException(new IOException("the connection was aborted"));
    }

    /// <summary>A pool that counts what is out.</summary>
    private sealed class Counting : ArrayPool<byte>
    {
        private int _rented;
        private int _returned;

        public int Rented => Volatile.Read(ref _rented);

        public int Returned => Volatile.Read(ref _returned);

        public override byte[] Rent(int minimumLength)
        {
            Interlocked.Increment(ref _rented);
            return new byte[minimumLength];
        }

        public override void Return(byte[] array, bool clearArray = false) => Interlocked.Increment(ref _returned);
    }

    /// <summary>A reader whose read ends when the test says so.</summary>
    private sealed class Reader : PipeReader
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<ReadResult> _read = new();
        private int _completions;

        public Task Begun => _begun.Task;

        public int Completions => Volatile.Read(ref _completions);

        public void Fail(Exception cause) => _read.SetException(cause);

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            _begun.SetResult();
            return new ValueTask<ReadResult>(_read.Task);
        }

        public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

        public override void AdvanceTo(SequencePosition consumed) => throw new NotSupportedException();

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => throw new NotSupportedException();

        public override void CancelPendingRead() => throw new NotSupportedException();

        public override void Complete(Exception? exception = null) => Interlocked.Increment(ref _completions);
    }
}
