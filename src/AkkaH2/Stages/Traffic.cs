namespace AkkaH2.Stages;

/// <summary>The octets that a connection has read and written. Each count has one writer, the stage at its end of the pipeline; anybody may read.</summary>
internal sealed class Traffic
{
    private long _received;
    private long _sent;

    /// <summary>Octets that were read from the transport.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Octets that were handed to the transport.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>A read brought so many.</summary>
    public void Receive(long octets) => Volatile.Write(ref _received, _received + octets);

    /// <summary>A write takes so many.</summary>
    public void Send(long octets) => Volatile.Write(ref _sent, _sent + octets);
}
