namespace AkkaH2.Transports.Tls;

/// <summary>One of the places of <see cref="TlsOptions.MaxHandshakes"/>. One caller at a time.</summary>
internal sealed class HandshakePlace(SemaphoreSlim places)
{
    private bool _isTaken;

    /// <summary>Waits for a place.</summary>
    /// <exception cref="OperationCanceledException">It is given up; no place is taken.</exception>
    public async ValueTask TakeAsync(CancellationToken giveUp)
    {
        await places.WaitAsync(giveUp).ConfigureAwait(false);
        _isTaken = true;
    }

    /// <summary>Another handshake may have it. Does nothing where none is taken.</summary>
    public void Leave()
    {
        if (!_isTaken)
            return;

        _isTaken = false;
        places.Release();
    }
}
