using AkkaH2.Transports;

namespace AkkaH2.Server;

/// <summary>
/// Reads and writes HTTP/1.1 (RFC 9112) where a peer does not speak HTTP/2. The package AkkaH2.Http1 has one; <see cref="ServerOptions.Http1"/> gives it to a
/// server. It decides what a message is; which endpoint answers it, how long that may take, and what becomes of its failure, its server decides as for HTTP/2.
/// </summary>
public interface IHttp1Engine
{
    /// <summary>Begins to serve a connection.</summary>
    /// <param name="transport">The connection; over TLS the decrypted one. Its owner closes it once the engine has let go of it (<see cref="IHttp1Connection.Completion"/>).</param>
    /// <param name="handler">Answers its requests.</param>
    IHttp1Connection Serve(ITransportConnection transport, IHttp1Handler handler);
}
