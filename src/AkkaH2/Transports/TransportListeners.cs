namespace AkkaH2.Transports;

internal static class TransportListeners
{
    /// <summary>Unbinds where nobody serves what waits: it is reset.</summary>
    /// <param name="listener">The listener, of which nobody asks for a connection any more.</param>
    /// <param name="asked">What was asked for before, and may still come; null if there is none.</param>
    public static async Task ReleaseAsync(this ITransportListener listener, Task<ITransportConnection?>? asked = null)
    {
        await listener.UnbindAsync().ConfigureAwait(false);
        if (asked is not null)
            await AbortAsync(asked).ConfigureAwait(false);
        while (await listener.AcceptAsync().ConfigureAwait(false) is { } waiting)
            waiting.Abort();
    }

    private static async Task AbortAsync(Task<ITransportConnection?> asked)
    {
        try
        {
            (await asked.ConfigureAwait(false))?.Abort();
        }
        catch (Exception)
        {
            // Cancelled, as it should be, or failed: either way there is no connection.
        }
    }
}
