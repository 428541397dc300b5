using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Server;
using AkkaH2.TestKit;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Server;

/// <summary>An actor system that ends while a server is bound has nothing to warn of, whatever the server is doing.</summary>
public sealed class QuietTerminationTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("sockets")]
    [InlineData("akka-io")]
    public async Task A_bound_server(string transport)
    {
        using var log = new CollectedLog();
        var (system, _) = await Bind(transport, log);

        await system.Terminate().WaitAsync(Deadline);
        Assert.Empty(log.Warnings);
    }

    [Theory]
    [InlineData("sockets")]
    [InlineData("akka-io")]
    public async Task A_server_with_an_idle_connection_and_one_at_work(string transport)
    {
        using var log = new CollectedLog();
        var (system, server) = await Bind(transport, log);
        await using var idle = await TestPeer.ConnectAsync(server.LocalEndPoint);
        await idle.Handshake();
        await using var busy = await TestPeer.ConnectAsync(server.LocalEndPoint);
        await busy.Handshake();
        await busy.Send(Headers(1).Get("/endless").EndStream());
        await busy.ExpectHeaders(1);

        await system.Terminate().WaitAsync(Deadline);
        Assert.Empty(log.Warnings);
    }

    [Theory]
    [InlineData("sockets")]
    [InlineData("akka-io")]
    public async Task A_server_that_was_terminated_before(string transport)
    {
        using var log = new CollectedLog();
        var (system, server) = await Bind(transport, log);
        await using var peer = await TestPeer.ConnectAsync(server.LocalEndPoint);
        await peer.Handshake();
        await peer.Send(Headers(1).Get("/").EndStream());
        await peer.ExpectResponse(1);

        Assert.True(await server.TerminateAsync(Deadline));
        await system.Terminate().WaitAsync(Deadline);
        Assert.Empty(log.Warnings);
    }

    private static async Task<(ActorSystem, ServerBinding)> Bind(string transport, CollectedLog log)
    {
        var config = ConfigurationFactory.ParseString($"akka.h2.transport = {transport}").WithFallback(log.Config).WithFallback(Http2.DefaultConfig);
        var system = ActorSystem.Create(log.SystemName, config);
        var server = await system.Http2().BindAsync("127.0.0.1", 0, endpoints => endpoints
            .Map("GET", "/", x => x.Respond("ok"))
            .Map("GET", "/endless", async x =>
            {
                await x.RespondStreaming().FlushAsync();
                await Task.Delay(Timeout.Infinite, x.Aborted);
            }));
        return (system, server);
    }
}
