using Akka.Actor;
using Akka.Configuration;

namespace AkkaH2.Benchmarks.Actors;

/// <summary>The actor runtime through Akka's public API only: the same program measures the embedded runtime and the official packages.</summary>
internal static class ActorsBest
{
    private const string Settings = """
        akka.loglevel = WARNING
        akka.log-dead-letters = off
        akka.io.tcp.disabled-buffer-pool.buffer-size = 65536
        """;

    public static async Task<int> Run()
    {
        var system = ActorSystem.Create("best", ConfigurationFactory.ParseString(Settings));
        Rounds.PrintHeader();
        await Telling.Run(system);
        await PingPong.Run(system);
        await Children.Run(system);
        await Asking.Run(system);
        await Streaming.Run(system);
        await TcpEcho.Run(system);
        await system.Terminate();
        return 0;
    }
}
