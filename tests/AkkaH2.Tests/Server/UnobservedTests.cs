using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.Protocol;
using AkkaH2.Tests.Diagnostics;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>Whoever waits for a writer may give up. What happens to the writer afterwards is then no exception that nobody has observed.</summary>
[Collection(nameof(ListensToTheProcess))]
public sealed class UnobservedTests() : ServerTest("memory")
{
    [Fact]
    public async Task A_response_whose_stream_ends_after_its_writer_has_given_up()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = await Serve(e => e.Map("GET", "/", async x =>
        {
            using var patience = new CancellationTokenSource();
            var written = x.RespondStreaming().WriteAsync(new byte[1_000_000], patience.Token).AsTask();
            await patience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => written);
            x.Reset(ErrorCode.Http11Required);
            ended.SetResult();
        }));
        await ExpectNoneUnobserved(ErrorCode.Http11Required.Name(), async () =>
        {
            await peer.Send(Headers(1).Get("/").EndStream());
            await ended.Task.WaitAsync(Deadline);
        });
    }

    [Fact]
    public Task A_request_that_fails_while_nobody_waits() => ExpectNoneUnobserved("nobody waits", () =>
    {
        var writer = new RequestWriter(new StreamId(1), ActorRefs.Nobody, bufferSize: 10, null!, AkkaH2.Headers.Empty, announced: null);
        _ = writer.WriteAsync(new byte[100]).AsTask();
        _ = writer.FlushAsync();
        writer.Fail(new IOException("nobody waits"));
        return Task.CompletedTask;
    });

    private static async Task ExpectNoneUnobserved(string message, Func<Task> act)
    {
        var unobserved = new List<string>();
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await act();
            for (var times = 0; times < 3; times++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                await Task.Yield();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        lock (unobserved)
            Assert.DoesNotContain(unobserved, text => text.Contains(message, StringComparison.Ordinal));

        void Note(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            lock (unobserved)
                unobserved.Add(e.Exception.ToString());
        }
    }
}
