using System.Net;
using Akka.Actor;

namespace AkkaH2.Benchmarks.Actors;

/// <summary>An echo over Akka.IO on the loopback: octets in bulk, and round trips of small messages at several depths of pipelining.</summary>
internal static class TcpEcho
{
    private const int BulkOctets = 64 * 1024;
    private const int BulkPipeline = 16;
    private const int BulkMessages = 8_000;
    private const int SmallOctets = 64;

    public static async Task Run(ActorSystem system)
    {
        var server = system.ActorOf(Props.Create(() => new EchoServer()));
        var address = await server.Ask<EndPoint>("where", TimeSpan.FromSeconds(10));
        await Measure("TCP echo in bulk, an octet", (long)BulkMessages * BulkOctets, address, BulkOctets, BulkPipeline, BulkMessages);
        foreach (var (pipeline, messages) in new[] { (1, 20_000), (16, 200_000), (256, 1_000_000) })
            await Measure($"TCP echo at pipeline {pipeline}, a round trip", messages, address, SmallOctets, pipeline, messages);
        system.Stop(server);
    }

    private static async Task Measure(string name, long operations, EndPoint address, int octets, int pipeline, int messages)
    {
        using var client = new EchoClient(address, octets, pipeline);
        await Rounds.Measure(name, operations, () => Task.Factory.StartNew(() => client.Exchange(messages), TaskCreationOptions.LongRunning));
    }
}
