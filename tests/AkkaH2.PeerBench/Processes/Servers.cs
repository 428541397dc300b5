namespace AkkaH2.PeerBench.Processes;

/// <summary>A contender that runs.</summary>
internal sealed record Entrant(Contender Contender, ServerProcess Server)
{
    public string Name => Contender.Name;
}

/// <summary>Contenders that run at the same time, each as a process of its own, until this is disposed.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private readonly List<Entrant> _entrants = [];

    private Servers()
    {
    }

    /// <summary>In the order of the contenders.</summary>
    public IReadOnlyList<Entrant> Entrants => _entrants;

    public static async Task<Servers> StartAsync(IEnumerable<Contender> contenders)
    {
        var servers = new Servers();
        foreach (var contender in contenders)
            servers._entrants.Add(new Entrant(contender, await contender.StartAsync()));
        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var entrant in _entrants)
            await entrant.Server.DisposeAsync();
    }
}
