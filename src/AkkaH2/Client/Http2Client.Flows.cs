using Akka;
using Akka.Streams.Dsl;
using Akka.Util;
using AkkaH2.Stages;

namespace AkkaH2.Client;

/// <content>The client as a flow: requests in, responses out. Each materialization is a stream of its own; all share the client's connections.</content>
public sealed partial class Http2Client
{
    /// <summary>
    /// A flow whose responses come as they are there, in whatever order, each with the tag of its request. A request that fails is an element too. When the
    /// stream ends early, requests that wait for their response are given up (RST_STREAM CANCEL).
    /// </summary>
    /// <typeparam name="T">What says to which request a response belongs.</typeparam>
    /// <param name="parallelism">How many requests wait for the head of their response at once, at least 1. Bodies that are still to be read do not count.</param>
    /// <param name="options">For each of its requests; none if null.</param>
    public Flow<(Request Request, T Tag), (Try<Response> Response, T Tag), NotUsed> AsFlow<T>(int parallelism, CallOptions? options = null) =>
        NewFlow<T>(options, (requests, send) => requests.SelectAsyncUnordered(parallelism, send));

    /// <summary>The same in the order of the requests: a slow response holds back those behind it.</summary>
    /// <inheritdoc cref="AsFlow{T}"/>
    public Flow<(Request Request, T Tag), (Try<Response> Response, T Tag), NotUsed> AsOrderedFlow<T>(int parallelism, CallOptions? options = null) =>
        NewFlow<T>(options, (requests, send) => requests.SelectAsync(parallelism, send));

    private Flow<(Request Request, T Tag), (Try<Response> Response, T Tag), NotUsed> NewFlow<T>(CallOptions? options, Sending<T> sending) =>
        BidiFlow.FromGraph(new CancelAtEndStage<(Request Request, T Tag), (Try<Response> Response, T Tag)>()).Join(
            sending(Flow.Create<((Request Request, T Tag) Pair, CancellationToken Ended)>(), work => TrySendAsync(work.Pair, options ?? CallOptions.Default, work.Ended))
                .Select(static answer => answer.Take()));

    private async Task<Answer<T>> TrySendAsync<T>((Request Request, T Tag) pair, CallOptions options, CancellationToken ended)
    {
        try
        {
            var response = await SendAsync(pair.Request, options, ended).ConfigureAwait(false);
            return new Answer<T>(new Try<Response>(response), pair.Tag, ended.UnsafeRegister(static response => ((Response)response!).Dispose(), response));
        }
        catch (Exception cause)
        {
            return new Answer<T>(new Try<Response>(cause), pair.Tag, default);
        }
    }

    // A response that waits behind a slow one when the stream ends is given up too.
    private readonly record struct Answer<T>(Try<Response> Response, T Tag, CancellationTokenRegistration Untaken)
    {
        public (Try<Response> Response, T Tag) Take()
        {
            Untaken.Unregister();
            return (Response, Tag);
        }
    }

    private delegate Flow<((Request Request, T Tag) Pair, CancellationToken Ended), Answer<T>, NotUsed> Sending<T>(
        Flow<((Request Request, T Tag) Pair, CancellationToken Ended), ((Request Request, T Tag) Pair, CancellationToken Ended), NotUsed> requests,
        Func<((Request Request, T Tag) Pair, CancellationToken Ended), Task<Answer<T>>> send);
}
