namespace AkkaH2.Transports;

/// <summary>What a transport lets one choose. Defaults are in the reference configuration.</summary>
/// <param name="Backlog">How many connections may wait to be accepted.</param>
/// <param name="ReceiveBufferSize">Most octets that are read ahead of their reader. A connection that waits holds none of it.</param>
public sealed record TransportSettings(int Backlog, int ReceiveBufferSize);
