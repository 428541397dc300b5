using System.Text.RegularExpressions;

namespace AkkaH2.Interop.Tests.Clients;

/// <summary>Server push: nghttp takes it, curl and HttpClient say that they want none.</summary>
public abstract class PushTests(InteropServer server)
{
    [ToolFact("nghttp")]
    [Trait("RFC 9113", "8.4")]
    public async Task Nghttp_gets_both_pushes_promised_before_the_answer_and_then_answered()
    {
        var result = await Tool.Nghttp("-v", server.Url("/push"));

        Assert.Equal(0, result.ExitCode);
        foreach (var number in (int[])[1, 2])
        {
            Assert.Contains($"recv (stream_id=13) :path: /pushed/{number}", result.Output);
            Assert.Contains($"pushed {number}\n", result.Output);
            Assert.Contains($"/pushed/{number}: Pushed", result.Output);
        }

        Assert.True(result.Output.LastIndexOf("recv PUSH_PROMISE", StringComparison.Ordinal) < result.Output.IndexOf("recv HEADERS", StringComparison.Ordinal));
        Assert.Equal(3, Regex.Count(result.Output, ":status: 200"));
    }

    [ToolFact("nghttp")]
    [Trait("RFC 9113", "6.5.2")]
    public async Task Nghttp_without_push_gets_none()
    {
        var result = await Tool.Nghttp("-v", "--no-push", server.Url("/push"));

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("PUSH_PROMISE", result.Output);
        Assert.Contains("/pushed/1: Disabled", result.Output);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task HttpClient_gets_none_and_can_ask_for_it()
    {
        using var client = new Client(server.Address);

        Assert.Contains("/pushed/2: Disabled", await client.GetStringAsync("/push"));
        Assert.Equal("pushed 2\n", await client.GetStringAsync("/pushed/2"));
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class PushOnAkkaIo(AkkaIoServer server) : PushTests(server);

[Collection(OnSockets.Name)]
public sealed class PushOnSockets(SocketsServer server) : PushTests(server);
