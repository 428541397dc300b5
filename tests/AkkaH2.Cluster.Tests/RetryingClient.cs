using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace AkkaH2.Cluster.Tests;

/// <summary>A client that knows all nodes: a safe request that fails is sent again, to the next node, a little later.</summary>
internal sealed class RetryingClient(Nodes nodes) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Faults that it has seen, other than a node that takes no connection: statuses and exceptions.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    /// <summary>The longest time from a request's beginning to its answer.</summary>
    public TimeSpan Slowest { get; private set; }

    public HttpClient Http => _http;

    /// <summary>GETs as many of these paths as the rate and the time say; how many had no answer in the end.</summary>
    public async Task<int> LoadAsync(Func<int, string> path, int rate, TimeSpan time)
    {
        var requests = new List<Task<bool>>();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            for (var due = (int)(clock.Elapsed.TotalSeconds * rate); requests.Count < due;)
                requests.Add(GetAsync(path(requests.Count), requests.Count));
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        return (await Task.WhenAll(requests)).Count(isAnswered => !isAnswered);
    }

    /// <summary>Asks this node until it says what it should.</summary>
    public async Task UntilAsync(Uri node, string path, Func<string, bool> isRight)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Nodes.Deadline; await Task.Delay(TimeSpan.FromMilliseconds(50)))
        {
            using var response = await _http.GetAsync(new Uri(node, path));
            if (isRight(await response.Content.ReadAsStringAsync()))
                return;
        }

        throw new TimeoutException($"{node}{path} did not become right.");
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> GetAsync(string path, int first)
    {
        var clock = Stopwatch.StartNew();
        for (var attempt = 0; clock.Elapsed < Nodes.Deadline; attempt++)
        {
            if (await TryAsync(new Uri(nodes.All[(first + attempt) % nodes.All.Count].Address, path)))
            {
                if (clock.Elapsed > Slowest)
                    Slowest = clock.Elapsed;
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        return false;
    }

    private async Task<bool> TryAsync(Uri uri)
    {
        try
        {
            using var response = await _http.GetAsync(uri);
            if (response.IsSuccessStatusCode)
                return true;
            Faults.Enqueue($"{(int)response.StatusCode} {uri}");
        }
        catch (HttpRequestException cause) when (cause.HttpRequestError == HttpRequestError.ConnectionError)
        {
            // The node is gone: the next one is there.
        }
        catch (Exception cause) when (cause is HttpRequestException or OperationCanceledException)
        {
            Faults.Enqueue($"{cause.Message} {uri}");
        }

        return false;
    }
}
