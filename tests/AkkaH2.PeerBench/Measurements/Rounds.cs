using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench.Measurements;

/// <summary>One server's part of a round.</summary>
internal sealed record Turn(string Server, Func<Task<Sample>> MeasureAsync);

/// <summary>Rounds of a case: the servers take turns in each, so that what the machine does meets all of them.</summary>
internal sealed class Rounds(int measured, int warmUps, TextWriter progress)
{
    public async Task<Comparison> RunAsync(string name, IEnumerable<Turn> turns)
    {
        var servers = turns.Select(turn => (Turn: turn, Samples: new List<Sample>())).ToList();
        for (var round = -warmUps; round < measured; round++)
        {
            foreach (var (turn, samples) in servers)
            {
                var sample = await turn.MeasureAsync();
                progress.WriteLine($"{name} {(round < 0 ? "warm-up" : $"round {round + 1}")}: {turn.Server} {sample}");
                if (round >= 0)
                    samples.Add(sample);
            }
        }

        return new Comparison(name, [.. servers.Select(server => new Contestant(server.Turn.Server, server.Samples))]);
    }
}
