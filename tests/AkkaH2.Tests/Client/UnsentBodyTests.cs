using System.IO.Pipelines;
using System.Net;
using AkkaH2.Client;
using AkkaH2.Transports;

namespace AkkaH2.Tests.Client;

/// <summary>What belongs to a request that comes to nothing: the stream or the reader of its body, and a connection that comes when nobody wants it any more.</summary>
public sealed class UnsentBodyTests : ClientTest
{
    [Fact]
    public async Task The_stream_of_a_request_that_is_never_sent_is_disposed()
    {
        await StopListening();
        var body = new Watched();
        Assert.Equal(ClientErrorKind.CannotConnect, (await Fails(NewClient().SendAsync(Request.Post("/", ResponseBody.From(body))))).Kind);
        await body.Disposed.WaitAsync(Deadline);
    }

    [Fact]
    public async Task So_is_that_of_one_which_is_none()
    {
        var body = new Watched();
        await Assert.ThrowsAsync<ArgumentException>(() => NewClient().SendAsync(Request.Post("/", ResponseBody.From(body)).With("connection", "close")));
        await body.Disposed.WaitAsync(Deadline);
    }

    [Fact]
    public async Task So_is_that_of_one_which_was_cancelled_before()
    {
        var body = new Watched();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NewClient().SendAsync(Request.Post("/", ResponseBody.From(body)), new CancellationToken(canceled: true)));
        await body.Disposed.WaitAsync(Deadline);
    }

    [Fact]
    public async Task A_reader_is_completed()
    {
        await StopListening();
        var body = new Pipe();
        var completed = new TaskCompletionSource();
#pragma warning disable CS0618 // it is what tells a writer that its reader has ended
        body.Writer.OnReaderCompleted((_, _) => completed.SetResult(), null);
#pragma warning restore CS0618
        await Fails(NewClient().SendAsync(Request.Post("/", ResponseBody.From(body.Reader))));
        await completed.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task A_connection_that_comes_when_its_client_has_ended_is_closed()
    {
        var slow = new Slow(Network);
        var client = NewClient(settings => settings with { Transport = slow });
        var response = client.SendAsync(Request.Get("/"));
        await slow.Asked.Task.WaitAsync(Deadline);
        await client.TerminateAsync().WaitAsync(Deadline);
        await Fails(response);
        slow.May.SetResult();
        using var server = await AcceptHttp1();
        try
        {
            while (await server.ReadAsync(new byte[1_000]).AsTask().WaitAsync(Deadline) > 0)
            {
                // what was said before
            }
        }
        catch (IOException)
        {
            // aborted
        }
    }

    private sealed class Watched : MemoryStream
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Disposed => _disposed.Task;

        protected override void Dispose(bool disposing)
        {
            _disposed.TrySetResult();
            base.Dispose(disposing);
        }
    }

    /// <summary>A network that takes its time, and does not hear that nobody wants the connection any more.</summary>
    private sealed class Slow(ITransport inner) : ITransport
    {
        public string Name => inner.Name;

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource May { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ITransportListener> BindAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default) =>
            inner.BindAsync(endpoint, settings, cancellation);

        public async Task<ITransportConnection> ConnectAsync(EndPoint endpoint, TransportSettings settings, CancellationToken cancellation = default)
        {
            Asked.SetResult();
            await May.Task;
            return await inner.ConnectAsync(endpoint, settings, CancellationToken.None);
        }
    }
}
