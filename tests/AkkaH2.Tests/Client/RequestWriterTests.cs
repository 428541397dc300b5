using Akka.Actor;
using AkkaH2.Actors;
using AkkaH2.Client;
using AkkaH2.Client.Http1;
using AkkaH2.Wire;

namespace AkkaH2.Tests.Client;

/// <summary>The memory of what is written to a request's body as to a stream: a copy, of a pool that poisons what comes back to it.</summary>
public sealed class RequestWriterTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);
    private static readonly byte[] Octets = [.. Enumerable.Range(0, 10_000).Select(i => (byte)(i % 251))];

    private readonly ActorSystem _system = ActorSystem.Create("writer", "akka { loglevel = OFF, stdout-loglevel = OFF }");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate().WaitAsync(Deadline);

    [Fact]
    public async Task A_copy_goes_back_when_all_of_it_is_sent()
    {
        using var connection = Inbox.Create(_system);
        var writer = Writer(connection.Receiver);
        var (first, second) = (await Write(writer, connection), await Write(writer, connection));
        Assert.Equal(Octets, first.ToArray());
        Assert.Equal(Octets, second.ToArray());

        writer.OnSent(Octets.Length - 1);
        Assert.Equal(Octets, first.ToArray());
        writer.OnSent(1);
        Assert.NotEqual(Octets, first.ToArray());
        Assert.Equal(Octets, second.ToArray());
        writer.OnSent(Octets.Length);
        Assert.NotEqual(Octets, second.ToArray());
    }

    [Fact]
    public async Task One_that_was_not_sent_does_not()
    {
        using var connection = Inbox.Create(_system);
        var writer = Writer(connection.Receiver);
        var written = await Write(writer, connection);
        writer.Fail(new InvalidOperationException());
        writer.OnSent(Octets.Length - 1);
        Assert.Equal(Octets, written.ToArray()); // it may be with the operating system
    }

    [Fact]
    public async Task What_was_written_goes_elsewhere_as_long_as_nothing_has_gone_out()
    {
        using var connection = Inbox.Create(_system);
        using var other = Inbox.Create(_system);
        var writer = Writer(connection.Receiver);
        var written = await Write(writer, connection);
        writer.Trailers = Headers.Of(("x", "1"));
        writer.Complete();
        Assert.True(writer.CanMove);
        writer.MoveTo(new StreamId(7), other.Receiver);
        var (piece, end) = (Assert.IsType<SendData>(await other.ReceiveAsync(Deadline)), Assert.IsType<SendData>(await other.ReceiveAsync(Deadline)));
        Assert.Equal((7, 7, false, true, "x"), (piece.Stream.Value, end.Stream.Value, piece.End, end.End, Assert.Single(end.Trailers!).Name));
        Assert.Equal(Octets, piece.Data.ToArray());
        writer.OnSent(0); // the head
        Assert.True(writer.CanMove);
        writer.OnSent(1);
        Assert.False(writer.CanMove);
        Assert.Equal(Octets, written.ToArray());
        writer.OnSent(Octets.Length - 1);
        Assert.NotEqual(Octets, written.ToArray());
    }

    [Fact]
    public async Task A_body_that_fails_while_its_connection_gives_the_request_back_fails_the_request()
    {
        using var client = Inbox.Create(_system);
        using var connection = Inbox.Create(_system);
        var content = new RequestContent.Written((_, _) => throw new InvalidDataException("broken"));
        var call = CallQueueTests.NewCall(content, client.Receiver);
        var response = call.Response;
        call.OnTaken(connection.Receiver, TimeSpan.Zero);
        call.Begin(new StreamId(1), connection.Receiver, () => Writer(connection.Receiver));
        await call.WriteAsync(content);
        Assert.Same(call, Assert.IsType<RequestBodyFailed>(await client.ReceiveAsync(Deadline)).Call);
        call.OnQueuedAgain(TimeSpan.Zero, wasConnected: true);
        var error = await Assert.ThrowsAsync<Http2ClientException>(() => response.WaitAsync(Deadline));
        Assert.Equal((ClientErrorKind.RequestBodyFailed, false), (error.Kind, error.MayHaveBeenProcessed));
    }

    [Fact]
    public async Task What_was_taken_back_from_HTTP1_does_not_go_out_there()
    {
        using var connection = Inbox.Create(_system);
        var call = CallQueueTests.NewCall(new RequestContent.Written((_, _) => Task.CompletedTask));
        call.Begin(new StreamId(1), connection.Receiver, () => Writer(connection.Receiver));
        await Write(call.Writer!, new SendData(new StreamId(1), null, Octets, end: true, trailers: null), isTakenBack: true, sent: 0);
        Assert.True(call.Writer!.CanMove);
        await Write(call.Writer!, new SendData(new StreamId(1), null, Octets, end: true, trailers: null), isTakenBack: false, sent: Octets.Length);
        Assert.False(call.Writer!.CanMove);

        async Task Write(RequestWriter writer, SendData piece, bool isTakenBack, int sent)
        {
            using var content = new Http1Content(call);
            content.Write(piece);
            if (isTakenBack)
                Assert.True(content.TryTakeBack());
            var there = new MemoryStream();
            await content.CopyToAsync(there).WaitAsync(Deadline);
            Assert.Equal((sent, isTakenBack), (there.Length, content.TryTakeBack()));
        }
    }

    [Fact]
    public async Task Who_waits_for_room_may_give_up()
    {
        using var connection = Inbox.Create(_system);
        using var enough = new CancellationTokenSource();
        var waiting = Writer(connection.Receiver).AsStream().WriteAsync(new byte[200_000], enough.Token).AsTask();
        Assert.False(waiting.IsCompleted);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Deadline));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Writer(connection.Receiver).AsStream().WriteAsync(new byte[1], enough.Token).AsTask());
    }

    private static RequestWriter Writer(IActorRef connection) => new(new StreamId(1), connection, bufferSize: 100_000, materializer: null!, Headers.Empty, announced: null);

    private static async Task<ReadOnlyMemory<byte>> Write(RequestWriter writer, Inbox connection)
    {
        var lent = Octets.ToArray();
        await writer.AsStream().WriteAsync(lent);
        Array.Clear(lent); // a writer of a stream uses its buffer again
        return Assert.IsType<SendData>(await connection.ReceiveAsync(Deadline)).Data;
    }
}
