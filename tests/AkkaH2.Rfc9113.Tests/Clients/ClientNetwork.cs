using AkkaH2.Transports;

namespace AkkaH2.Rfc9113.Tests.Clients;

/// <summary>How a client reaches its server.</summary>
internal sealed record ClientNetwork(ITransport Transport, bool Tls)
{
    public string Scheme => Tls ? "https" : "http";

    public override string ToString() => Tls ? $"TLS over {Transport.Name}" : Transport.Name;
}
