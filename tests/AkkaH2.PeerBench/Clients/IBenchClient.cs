namespace AkkaH2.PeerBench.Clients;

/// <summary>An HTTP client of one origin, with connections of its own.</summary>
internal interface IBenchClient : IAsyncDisposable
{
    /// <summary>Gets this path and reads all of the response; how many octets that were, or -1 if its status was not 200.</summary>
    Task<long> GetAsync(string path);

    /// <summary>The same for a POST with this body.</summary>
    Task<long> PostAsync(string path, byte[] body);
}
