namespace AkkaH2.PeerBench.Load;

/// <summary>One way to use a client from .NET: so many of them, each with a connection of its own and so many requests at a time.</summary>
internal sealed record ClientCase(string Name, string Path, int Clients, int Streams, int Requests)
{
    private const int Mebi = 1 << 20;

    /// <summary>Octets of body a request moves, where bulk transfer is what the case is about; else 0.</summary>
    public int BulkOctets { get; init; }

    /// <summary>Whether the octets go up, as the body of a POST.</summary>
    public bool IsUpload { get; init; }

    /// <summary>Whether the time of each answer is what the case is about.</summary>
    public bool IsTimed => Clients * Streams == 1;

    public static IReadOnlyList<ClientCase> All { get; } =
    [
        new("8x100", "/", Clients: 8, Streams: 100, Requests: 100_000),
        new("1x100", "/", Clients: 1, Streams: 100, Requests: 100_000),
        new("1x1", "/", Clients: 1, Streams: 1, Requests: 10_000),
        new("down", $"/bytes/{10 * Mebi}", Clients: 4, Streams: 1, Requests: 60) { BulkOctets = 10 * Mebi },
        new("up", "/upload", Clients: 4, Streams: 1, Requests: 60) { BulkOctets = 10 * Mebi, IsUpload = true },
    ];

    /// <summary>The case of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ClientCase Named(string name) => All.FirstOrDefault(load => load.Name == name) ?? throw new ArgumentException($"there is no case '{name}'");

    /// <summary>The same case with fewer or more requests, of at least one a client.</summary>
    public ClientCase Scaled(double factor) => this with { Requests = Math.Max((int)(Requests * factor), Clients) };
}
