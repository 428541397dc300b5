using Akka.Actor;
using AkkaH2.Configuration;
using AkkaH2.Endpoints;
using AkkaH2.Server;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Hosting;

/// <summary>One server of the application: where it listens, how, and its table of endpoints.</summary>
public sealed class Http2ServerBuilder : EndpointBuilder
{
    /// <summary>The name of a server that has no other one.</summary>
    public const string DefaultName = "http2";

    private readonly List<ServerAddress> _addresses = [];

    internal Http2ServerBuilder(ActorSystem system)
        : base(system)
    {
    }

    /// <summary>The name by which <see cref="Http2Servers"/> knows it; an application with several servers gives each its own.</summary>
    public string Name { get; set; } = DefaultName;

    /// <summary>What the server is bound with: an engine for HTTP/1.1, a decider, a transport.</summary>
    public ServerOptions Options { get; set; } = new();

    /// <summary><c>akka.h2</c> as this application has it.</summary>
    public Http2Settings Settings => System.Http2().Settings;

    internal IReadOnlyList<ServerAddress> Addresses => _addresses;

    /// <summary>Listens at this address too; all addresses of a server have its endpoints.</summary>
    /// <param name="host">An address of this machine; <c>localhost</c> for its loopback addresses of both families, <c>*</c> for all addresses; or another name of it.</param>
    /// <param name="port">1 to 65535, or 0 for a free one, which the binding then names.</param>
    public Http2ServerBuilder Listen(string host, int port) => Listen(ServerAddress.Of(host, port));

    /// <summary>Listens at URLs, as configuration has them: <c>http.Listen(builder.Configuration["urls"] ?? "http://localhost:8080")</c>.</summary>
    /// <param name="urls">
    /// Such as <c>http://localhost:8080</c>, <c>https://*:8443</c> with what <c>akka.h2.tls</c> says, or <c>http://unix:/run/site.sock</c>; several with semicolons between them.
    /// </param>
    /// <exception cref="ArgumentException">One is not a URL of this form; the message has it.</exception>
    public Http2ServerBuilder Listen(string urls)
    {
        _addresses.AddRange(Urls.Parse(urls, () => Settings.Tls));
        return this;
    }

    /// <summary>The same over TLS.</summary>
    /// <inheritdoc cref="Listen(string, int)" path="/param"/>
    /// <param name="host">See <see cref="Listen(string, int)"/>.</param>
    /// <param name="port">See <see cref="Listen(string, int)"/>.</param>
    /// <param name="tls">Certificates and the rest; what <c>akka.h2.tls</c> says if null.</param>
    public Http2ServerBuilder ListenTls(string host, int port, TlsOptions? tls = null) => Listen(ServerAddress.Of(host, port, tls ?? Settings.Tls));

    /// <summary>The same for an address of any kind, such as a Unix domain socket.</summary>
    public Http2ServerBuilder Listen(ServerAddress address)
    {
        _addresses.Add(address);
        return this;
    }

    /// <summary>Changes <see cref="Options"/>: <c>http.With(options => options with { Http1 = http.System.Http1() })</c>.</summary>
    public Http2ServerBuilder With(Func<ServerOptions, ServerOptions> change)
    {
        Options = change(Options);
        return this;
    }
}
