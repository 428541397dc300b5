using System.Collections.Concurrent;
using Grpc.Core;

namespace AkkaH2.Interop.Tests.Grpc;

/// <summary>What the methods of <see cref="CallsBase"/> do.</summary>
public sealed class CallsService : CallsBase
{
    /// <summary>Done when a call of <see cref="Hang"/> has learned that it was cancelled, by its message.</summary>
    public static readonly ConcurrentDictionary<string, TaskCompletionSource> Cancelled = new();

    public override async Task<string> Unary(string request, ServerCallContext context)
    {
        if (context.RequestHeaders.GetValue("x-tag") is { } tag)
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "x-tag", tag } });
            context.ResponseTrailers.Add("x-tag", tag);
        }

        return request;
    }

    public override async Task ServerStreaming(string request, IServerStreamWriter<string> responses, ServerCallContext context)
    {
        for (var i = 0; i < request.Length; i++)
            await responses.WriteAsync($"{request} {i}");
    }

    public override async Task<string> ClientStreaming(IAsyncStreamReader<string> requests, ServerCallContext context)
    {
        var all = new List<string>();
        await foreach (var request in requests.ReadAllAsync())
            all.Add(request);
        return string.Join(',', all);
    }

    public override async Task Duplex(IAsyncStreamReader<string> requests, IServerStreamWriter<string> responses, ServerCallContext context)
    {
        await foreach (var request in requests.ReadAllAsync())
            await responses.WriteAsync($"to {request}");
    }

    public override Task<string> Fail(string request, ServerCallContext context) =>
        throw new RpcException(new Status(StatusCode.FailedPrecondition, request), new Metadata { { "x-reason", "asked for" } });

    public override async Task Hang(string request, IServerStreamWriter<string> responses, ServerCallContext context)
    {
        await responses.WriteAsync("first");
        await Task.Delay(Timeout.Infinite, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Cancelled.GetOrAdd(request, _ => new TaskCompletionSource()).TrySetResult();
    }
}
