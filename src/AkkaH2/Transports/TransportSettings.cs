namespace AkkaH2.Transports;

/// <summary>The choices that each transport offers. Defaults are in the reference configuration.</summary>
/// <param name="Backlog">How many connections may wait to be accepted.</param>
/// <param name="ReceiveBufferSize">Octets that are read ahead of their reader, at most. A connection that waits holds none of it.</param>
public sealed record TransportSettings(int Backlog, int ReceiveBufferSize);
