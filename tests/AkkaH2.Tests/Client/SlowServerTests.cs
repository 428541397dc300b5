using Akka.TestKit;
using AkkaH2.Client;
using AkkaH2.TestKit;
using AkkaH2.Wire;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Client;

/// <summary>Servers that mean harm by taking their time. The clock is virtual: it stands still until the test turns it. docs/security.md has the table.</summary>
[Trait("RFC 9113", "10.5")]
public sealed class SlowServerTests : ClientTest
{
    protected override string Hocon => "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"";

    [Fact]
    public async Task Silence_instead_of_a_response()
    {
        var (server, read) = await Ask(new CallOptions { HeadTimeout = TimeSpan.FromSeconds(3) });
        Turn(seconds: 3);
        await EndsInTime(server, read);
    }

    [Fact]
    public async Task A_body_that_drips()
    {
        var (server, read) = await Ask(new CallOptions { Timeout = TimeSpan.FromSeconds(3) });
        await server.Send(Headers(1).Status(200));
        for (var second = 0; second < 3; second++)
        {
            await server.Send(Data(1, "."));
            await server.ExpectAlive();
            Assert.False(read.IsCompleted);
            Turn(seconds: 1);
        }

        await EndsInTime(server, read);
    }

    private async Task<(TestPeer Server, Task Read)> Ask(CallOptions options)
    {
        var response = NewClient().SendAsync(Request.Get("/"), options);
        var server = await Accept();
        await server.ExpectHeaders(1);
        return (server, Read());

        async Task Read() => await (await response).Body.ReadToEndAsync(100);
    }

    private static async Task EndsInTime(TestPeer server, Task read)
    {
        await server.ExpectStreamError(1, ErrorCode.Cancel);
        Assert.Equal(ClientErrorKind.TimedOut, (await Fails(read)).Kind);
    }

    private void Turn(int seconds) => ((TestScheduler)System.Scheduler).Advance(TimeSpan.FromSeconds(seconds));
}
