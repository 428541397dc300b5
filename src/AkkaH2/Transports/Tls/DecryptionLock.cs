namespace AkkaH2.Transports.Tls;

/// <summary>
/// Keeps the reader of a TLS connection, while it decrypts, and the shutdown apart. SslStream does that for its reads and writes, but not for
/// <see cref="System.Net.Security.SslStream.ShutdownAsync"/>: on OpenSSL that reads as well, and at the same time as another read it corrupts the memory of the process.
/// </summary>
internal sealed class DecryptionLock
{
    private readonly SemaphoreSlim _place = new(1);

    /// <summary>Waits until the other has left.</summary>
    public ValueTask EnterAsync() => _place.Wait(0) ? default : new(_place.WaitAsync());

    /// <summary>Lets the other in.</summary>
    public void Leave() => _place.Release();
}
