namespace AkkaH2.PeerBench.Load;

/// <summary>One way to load a server: with h2load so many clients (connections), each with so many streams at a time; or with handshakes alone.</summary>
internal sealed record LoadCase(string Name, string Path, int Clients, int Streams, int Requests)
{
    /// <summary>Octets of body a request moves, where bulk transfer is what the case is about; else 0.</summary>
    public long BulkOctets { get; init; }

    /// <summary>Whether the octets go up, as the body of a POST.</summary>
    public bool IsUpload { get; init; }

    /// <summary>Whether the connections are TLS.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Whether the requests are HTTP/1.1, one at a time a connection.</summary>
    public bool IsHttp1 { get; init; }

    /// <summary>Set where TLS handshakes are what the case is about, and nothing is asked on their connections.</summary>
    public Handshake? Handshake { get; init; }

    /// <summary>How many header fields each request has beside the usual ones.</summary>
    public int Fields { get; init; }

    /// <summary>Requests a second of an open loop (h2load sends on time, whatever has been answered); 0 is a closed loop.</summary>
    public int Rate { get; init; }

    /// <summary>Whether the time of each answer is what the case is about: of an open loop, and of one request after the other.</summary>
    public bool IsTimed => Rate > 0 || Clients * Streams == 1;

    /// <summary>How long the load lasts where that and not the number of requests ends it, in whole seconds; else zero.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The same case with fewer or more requests, or a shorter or longer time, of at least a request a client or a second.</summary>
    public LoadCase Scaled(double factor) => Duration > TimeSpan.Zero
        ? this with { Duration = TimeSpan.FromSeconds(Math.Max(1, Math.Round(Duration.TotalSeconds * factor))) }
        : this with { Requests = Math.Max((int)(Requests * factor), Clients) };

    /// <summary>The case of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static LoadCase Named(string name) => All.FirstOrDefault(load => load.Name == name) ?? throw new ArgumentException($"there is no case '{name}'");

    public static IReadOnlyList<LoadCase> All { get; } =
    [
        new("8x100", "/", Clients: 8, Streams: 100, Requests: 300_000),
        new("100x10", "/", Clients: 100, Streams: 10, Requests: 200_000),
        new("1x1", "/", Clients: 1, Streams: 1, Requests: 20_000),
        new("down", $"/bytes/{10 * Mebi}", Clients: 4, Streams: 1, Requests: 100) { BulkOctets = 10 * Mebi },
        new("up", "/upload", Clients: 4, Streams: 1, Requests: 400) { BulkOctets = Mebi, IsUpload = true },
        new("open", "/", Clients: 8, Streams: 100, Requests: 0) { Rate = 17_000, Duration = TimeSpan.FromSeconds(30) },
        new("fields", "/", Clients: 8, Streams: 100, Requests: 100_000) { Fields = 200 },
        new("counter", "/counter/7", Clients: 8, Streams: 100, Requests: 300_000),
        new("new", "/", Clients: 1_000, Streams: 1, Requests: 1_000),
        new("http1", "/", Clients: 64, Streams: 1, Requests: 200_000) { IsHttp1 = true },
        new("http1-down", $"/bytes/{10 * Mebi}", Clients: 4, Streams: 1, Requests: 100) { BulkOctets = 10 * Mebi, IsHttp1 = true },
        new("tls-8x100", "/", Clients: 8, Streams: 100, Requests: 300_000) { IsSecure = true },
        new("tls-1x1", "/", Clients: 1, Streams: 1, Requests: 20_000) { IsSecure = true },
        new("tls-down", $"/bytes/{10 * Mebi}", Clients: 4, Streams: 1, Requests: 100) { BulkOctets = 10 * Mebi, IsSecure = true },
        new("tls-new", "/", Clients: 1_000, Streams: 1, Requests: 1_000) { IsSecure = true },
        Handshakes("tls-full", Load.Handshake.Full),
        Handshakes("tls-resumed", Load.Handshake.Resumed),
        new("tls-http1", "/", Clients: 64, Streams: 1, Requests: 200_000) { IsSecure = true, IsHttp1 = true },
    ];

    /// <summary>Small requests over so many connections with so many streams each; <paramref name="requests"/> in all, at least a few a stream.</summary>
    public static LoadCase Small(int clients, int streams, int requests) =>
        new($"{clients}x{streams}", "/", clients, streams, Math.Max(requests, 5 * clients * streams));

    private const int Mebi = 1 << 20;

    // Without ALPN, as that tool makes them: a client that asks for nothing speaks HTTP/1.1.
    private static LoadCase Handshakes(string name, Handshake handshake) =>
        new(name, "", Clients: 1, Streams: 0, Requests: 0) { IsSecure = true, IsHttp1 = true, Handshake = handshake, Duration = TimeSpan.FromSeconds(10) };
}
