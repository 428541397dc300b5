namespace AkkaH2;

/// <summary>
/// How much the streams of one connection may have unsent. Each may have the configured size; while fewer than four are open they share four of these, so that a
/// transfer that is alone fills whole writes. May be asked from any thread.
/// </summary>
/// <param name="size">The configured size, in octets.</param>
internal sealed class SendBuffers(int size)
{
    private const int Shares = 4;

    private volatile int _streams = Shares;

    /// <summary>Octets that one stream may have unsent before its writer waits.</summary>
    public int ForOne => (int)Math.Min(int.MaxValue, (long)size * Shares / _streams);

    /// <summary>So many streams are open now.</summary>
    public void Share(int streams) => _streams = Math.Clamp(streams, 1, Shares);
}
