namespace AkkaH2.Transports;

/// <summary>What a transport lets one choose. Defaults are in the reference configuration.</summary>
/// <param name="Backlog">How many connections may wait to be accepted.</param>
/// <param name="ReceiveBufferSize">Most octets taken by one read from the system. A connection that waits holds none of it.</param>
/// <param name="NoDelay">Sends small writes at once (TCP_NODELAY); HTTP/2 batches by itself.</param>
public sealed record TransportSettings(int Backlog, int ReceiveBufferSize, bool NoDelay);
