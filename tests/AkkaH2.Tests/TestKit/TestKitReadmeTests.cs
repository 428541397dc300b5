using System.Text.RegularExpressions;
using AkkaH2.TestKit;
using AkkaH2.Wire;

namespace AkkaH2.Tests.TestKit;

/// <summary>The tests in the README of AkkaH2.TestKit are these, and they pass.</summary>
public sealed partial class TestKitReadmeTests
{
    // begin: the example
    [Fact]
    public async Task An_order_is_found()
    {
        var response = await TestExchange.RunAsync(Orders.Find, TestRequest.Get("/orders/7"), "/orders/{id}");

        Assert.Equal((200, "order 7"), (response.Status, response.Text));
    }

    [Fact]
    public async Task An_upload_is_answered_as_it_comes_and_stops_when_nobody_wants_it()
    {
        await using var probe = await EndpointProbe.StartAsync(endpoints => endpoints.Map("POST", "/echo", Orders.Echo));
        var exchange = await probe.BeginAsync(TestRequest.Streaming("POST", "/echo"));

        await exchange.WriteAsync("first"u8.ToArray());
        Assert.Equal(200, (await exchange.HeadAsync()).Status);
        Assert.Equal("first"u8.ToArray(), (await exchange.ReadAsync())!.Value.ToArray());

        await exchange.ResetAsync(ErrorCode.Cancel);
        Assert.Equal(ErrorCode.Cancel, await Orders.LastReset);
    }
    // end: the example

    [Fact]
    public void The_README_has_this_example()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AkkaH2.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("These tests run inside the repository.");
        var readme = Lines(File.ReadAllText(Path.Combine(folder.FullName, "src/AkkaH2.TestKit/README.md")), Fenced());
        var tested = Lines(File.ReadAllText(Path.Combine(folder.FullName, "tests/AkkaH2.Tests/TestKit/TestKitReadmeTests.cs")), Marked());
        Assert.Equal(tested.Where(line => line != "[Fact]"), readme);
    }

    private static IEnumerable<string> Lines(string text, Regex block)
    {
        var found = block.Match(text);
        Assert.True(found.Success);
        return found.Groups["code"].Value.Trim().Split('\n').Select(line => line.Trim());
    }

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"// begin: the example\n(?<code>.*?)// end: the example", RegexOptions.Singleline)]
    private static partial Regex Marked();

    private static class Orders
    {
        private static readonly TaskCompletionSource<ErrorCode?> Reset = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static Task<ErrorCode?> LastReset => Reset.Task.WaitAsync(TestExchange.Patience);

        public static Response Find(Request request) => Response.Text($"order {request.Route["id"]}");

        public static async Task Echo(Exchange x)
        {
            x.Aborted.Register(() => Reset.TrySetResult(x.PeerReset));
            var body = x.RespondStreaming();
            await body.WriteAsync(x.Request.Body, x.Aborted);
        }
    }
}
