namespace AkkaH2.Interop.Tests.Faults;

/// <summary>Clients that give up in the middle of an exchange; the connection serves the next one.</summary>
public abstract class ClientAbortTests(InteropServer server) : IDisposable
{
    private const int Aborts = 30;

    private readonly int _errors = server.Process.ErrorsLogged;

    /// <summary>A peer that gives up is no fault of the server's, so the log has no error.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Assert.True(_errors == server.Process.ErrorsLogged, server.Process.Output);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Downloads_given_up_leave_the_connection_alive()
    {
        using var client = new Client(server.Address);
        for (var i = 0; i < Aborts; i++)
        {
            using (var answer = await client.SendAsync("GET", "/bytes/104857600"))
                Assert.NotEqual(0, await (await answer.Content.ReadAsStreamAsync()).ReadAsync(new byte[1000]));
            Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
        }
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Uploads_given_up_leave_the_connection_alive()
    {
        using var client = new Client(server.Address);
        for (var i = 0; i < Aborts; i++)
        {
            using var giveUp = new CancellationTokenSource();
            var upload = client.SendAsync("POST", "/upload", GeneratedContent.Of(100 << 20, giveUp.Cancel), giveUp.Token);
            await Assert.ThrowsAnyAsync<Exception>(() => upload);
            Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
        }
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Echoes_given_up_while_both_directions_are_open_leave_the_connection_alive()
    {
        using var client = new Client(server.Address);
        for (var i = 0; i < Aborts; i++)
        {
            var uploading = new TaskCompletionSource();
            using (var answer = await client.SendAsync("POST", "/echo", Endless(uploading)))
                Assert.NotEqual(0, await (await answer.Content.ReadAsStreamAsync()).ReadAsync(new byte[1000]));
            await Assert.ThrowsAnyAsync<Exception>(() => uploading.Task);
            Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
        }
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Slow_answers_given_up_free_their_streams()
    {
        using var client = new Client(server.Address);
        for (var round = 0; round < 5; round++)
        {
            using var giveUp = new CancellationTokenSource();
            var slow = Enumerable.Range(0, 50).Select(_ => client.SendAsync("GET", "/slow/600000", cancel: giveUp.Token)).ToList();
            Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
            await giveUp.CancelAsync();
            foreach (var request in slow)
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        }
        Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
    }

    /// <summary>A body that is written until it fails; the failure is told.</summary>
    private static GeneratedContent Endless(TaskCompletionSource failed) => new(async body =>
    {
        try
        {
            while (true)
                await body.WriteAsync(new byte[1000]);
        }
        catch (Exception error)
        {
            failed.SetException(error);
            throw;
        }
    });
}

[Collection(OnAkkaIo.Name)]
public sealed class ClientAbortsOnAkkaIo(AkkaIoServer server) : ClientAbortTests(server);

[Collection(OnSockets.Name)]
public sealed class ClientAbortsOnSockets(SocketsServer server) : ClientAbortTests(server);
