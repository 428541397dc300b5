using System.Diagnostics;
using System.Net;
using AkkaH2.PeerBench.Processes;
using Xunit.Abstractions;

namespace AkkaH2.Cluster.Tests;

/// <summary>samples/ClusterCounter, in processes of its own: what a client sees when a node is killed, when one leaves, and of long bodies.</summary>
public sealed class ClusterCounterTests(ITestOutputHelper output)
{
    private const int Rate = 1_000;
    private const int LongBody = 100 << 20;

    [Fact(Timeout = 180_000)]
    public async Task A_node_that_is_killed_loses_no_safe_request_for_good()
    {
        await using var nodes = await Nodes.StartAsync(3);
        using var client = new RetryingClient(nodes);
        var load = client.LoadAsync(Peek, Rate, TimeSpan.FromSeconds(15));
        await client.UntilAsync(nodes[0].Address, "/peek/1", count => count == "0");
        await nodes[2].KillAsync(Nodes.Deadline);

        Assert.Equal(0, await load);
        output.WriteLine($"the slowest took {client.Slowest.TotalSeconds:0.0} s; {client.Faults.Count} answers were faults");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_request_that_may_not_be_done_twice_is_answered_with_502_when_its_node_is_killed()
    {
        await using var nodes = await Nodes.StartAsync(2);
        using var client = new RetryingClient(nodes);
        var id = await IdThere(client, nodes[0], nodes[1]);
        using var body = new EndlessContent(8 << 20);
        var response = client.Http.PostAsync(new Uri(nodes[0].Address, $"/upload/{id}"), body);
        await body.IsUnderWay.WaitAsync(Nodes.Deadline); // more than any window has room for: its entity reads
        await nodes[1].KillAsync(Nodes.Deadline);

        using var answer = await response.WaitAsync(TimeSpan.FromSeconds(20)); // the route has no deadline
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
    }

    /// <summary>The oldest node has the shards' coordinator, which moves too.</summary>
    [Theory(Timeout = 180_000)]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_node_that_leaves_loses_no_request_and_breaks_none(int leaving)
    {
        await using var nodes = await Nodes.StartAsync(3);
        using var client = new RetryingClient(nodes);
        var load = client.LoadAsync(Peek, Rate, TimeSpan.FromSeconds(12));
        await client.UntilAsync(nodes[1].Address, "/peek/1", count => count == "0");

        Assert.Equal(0, await nodes[leaving].TerminateAsync(Nodes.Deadline));
        Assert.Equal(0, await load);
        Assert.Empty(client.Faults);
        Assert.Equal(0, nodes[leaving].ErrorsLogged);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_node_that_joins_loses_no_request()
    {
        await using var nodes = await Nodes.StartAsync(2);
        using var client = new RetryingClient(nodes);
        var load = client.LoadAsync(Peek, Rate, TimeSpan.FromSeconds(10));
        await nodes.AddAsync();

        Assert.Equal(0, await load);
        output.WriteLine($"{client.Faults.Count} answers were faults: {string.Join(", ", client.Faults.Take(5))}");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_hundred_MiB_go_each_way_through_an_entity_on_another_node_with_flat_memory()
    {
        await using var nodes = await Nodes.StartAsync(2);
        using var client = new RetryingClient(nodes);
        var id = await IdThere(client, nodes[0], nodes[1]);
        var before = nodes.All.Select(node => node.WorkingSet).ToArray();

        Assert.Equal(LongBody, await DownloadAsync(client, new Uri(nodes[0].Address, $"/bytes/{id}/{LongBody}")));
        Assert.Equal($"{LongBody}", await UploadAsync(client, new Uri(nodes[0].Address, $"/upload/{id}")));
        Assert.All(nodes.All.Zip(before), pair => Assert.InRange(pair.First.WorkingSet - pair.Second, long.MinValue, 80L << 20));
    }

    [Fact(Timeout = 180_000)]
    public async Task Started_with_nodes_it_is_a_cluster_and_ends_as_one()
    {
        await using var all = await ServerProcess.StartAsync(Programs.Sample("ClusterCounter", Nodes.Configuration), ["--nodes", "3"], Nodes.Deadline);
        using var client = new RetryingClient(new Nodes());
        await client.UntilAsync(all.Address, "/members", members => members.Split('\n').Count(line => line.EndsWith(" Up", StringComparison.Ordinal)) == 3);
        await client.UntilAsync(all.Address, "/peek/a", count => count == "0"); // the first request may come before the shards have a place
        Assert.Equal("1", await client.Http.GetStringAsync(new Uri(all.Address, "/counter/a")));
        using (var where = await client.Http.GetAsync(new Uri(all.Address, "/where/a")))
            Assert.EndsWith($"@{where.Headers.GetValues("x-served-by").First()}", await where.Content.ReadAsStringAsync());
        Assert.Equal("alive", await client.Http.GetStringAsync(new Uri(all.Address, "/alive")));
        Assert.DoesNotContain("[ERROR]", all.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("SerializationException", all.Output, StringComparison.Ordinal);
        Assert.Equal(0, await all.TerminateAsync(Nodes.Deadline));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_node_that_is_told_to_end_while_it_starts_ends()
    {
        const string Nobody = "127.0.0.1:1";
        string[] arguments = [Programs.Sample("ClusterCounter", Nodes.Configuration), "--port", "0", "--remote-port", "0", "--seed", Nobody];
        using var node = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        using var deadline = new CancellationTokenSource(Nodes.Deadline);
        using var late = deadline.Token.Register(() => node.Kill());
        string? line;
        do
            line = await node.StandardOutput.ReadLineAsync(deadline.Token);
        while (line?.Contains(Nobody, StringComparison.Ordinal) == false); // it tries to join

        await ToolProcess.RunAsync("kill", ["-TERM", $"{node.Id}"], Nodes.Deadline);
        var rest = node.StandardOutput.ReadToEndAsync(deadline.Token);
        await node.WaitForExitAsync(deadline.Token);
        Assert.Equal(0, node.ExitCode);
        Assert.DoesNotContain("[ERROR]", await rest, StringComparison.Ordinal);
    }

    private static string Peek(int number) => $"/peek/{number % 100}";

    private static async Task<int> IdThere(RetryingClient client, ServerProcess here, ServerProcess there)
    {
        var port = there.Output.Split('\n').First(line => line.StartsWith("node ", StringComparison.Ordinal)).Split(':')[^1];
        for (var id = 0; ; id++)
        {
            if ((await client.Http.GetStringAsync(new Uri(here.Address, $"/where/{id}"))).EndsWith($":{port}", StringComparison.Ordinal))
                return id;
        }
    }

    private static async Task<long> DownloadAsync(RetryingClient client, Uri uri)
    {
        await using var body = await client.Http.GetStreamAsync(uri);
        var piece = new byte[65_536];
        long octets = 0;
        for (int length; (length = await body.ReadAsync(piece)) > 0;)
            octets += length;
        return octets;
    }

    private static async Task<string> UploadAsync(RetryingClient client, Uri uri)
    {
        using var body = new PiecesContent(LongBody);
        using var response = await client.Http.PostAsync(uri, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    // Pieces, until somebody has taken so many octets; then it waits.
    private sealed class EndlessContent(long octets) : HttpContent
    {
        private readonly TaskCompletionSource _underWay = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsUnderWay => _underWay.Task;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            for (var sent = 0L; sent < octets; sent += 65_536)
                await stream.WriteAsync(new byte[65_536], cancellationToken);
            _underWay.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class PiecesContent(long octets) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[65_536];
            for (var left = octets; left > 0; left -= piece.Length)
                await stream.WriteAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = octets;
            return true;
        }
    }
}
