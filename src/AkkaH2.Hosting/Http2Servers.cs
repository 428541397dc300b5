using Akka.Actor;
using AkkaH2.Server;

namespace AkkaH2.Hosting;

/// <summary>The servers of an application, by name: <c>system.Http2Servers()</c>. They are bound when the host has started.</summary>
public sealed class Http2Servers : IExtension
{
    private readonly Lock _changing = new();
    private IReadOnlyList<HostedServer> _expected = [];

    internal Http2Servers()
    {
    }

    /// <summary>The names of those that are bound.</summary>
    public IReadOnlyList<string> Names => [.. Bound.Select(server => server.Name)];

    /// <summary>The server of this name.</summary>
    /// <exception cref="KeyNotFoundException">No server of this name is bound; the message says which ones are.</exception>
    public ServerBinding this[string name] => Bound.FirstOrDefault(server => server.Name == name)?.Binding
        ?? throw new KeyNotFoundException($"No server named \"{name}\" is bound; bound are: {(Names is [] ? "none" : string.Join(", ", Names))}.");

    /// <summary>All that the application wants, bound or not.</summary>
    internal IReadOnlyList<HostedServer> Expected => Volatile.Read(ref _expected);

    private IEnumerable<HostedServer> Bound => Expected.Where(server => server.Binding is not null);

    internal void Expect(HostedServer server)
    {
        lock (_changing)
            Volatile.Write(ref _expected, [.. _expected, server]);
    }

    internal bool IsTaken(string name) => Bound.Any(server => server.Name == name);
}

/// <summary>Makes <see cref="Http2Servers"/> once for each actor system.</summary>
public sealed class Http2ServersProvider : ExtensionIdProvider<Http2Servers>
{
    /// <inheritdoc/>
    public override Http2Servers CreateExtension(ExtendedActorSystem system) => new();
}

/// <summary><c>system.Http2Servers()</c>.</summary>
public static class Http2ServersExtensions
{
    /// <summary>The servers that <see cref="Http2Hosting.WithHttp2(Akka.Hosting.AkkaConfigurationBuilder, Action{Http2ServerBuilder})"/> has bound.</summary>
    public static Http2Servers Http2Servers(this ActorSystem system) => system.WithExtension<Http2Servers, Http2ServersProvider>();

    /// <summary>The binding of one of them, whose <see cref="ServerBinding.Urls"/> has the port that the system chose.</summary>
    /// <param name="system">The actor system; a host has it among its services.</param>
    /// <param name="name">The server's name.</param>
    /// <exception cref="KeyNotFoundException">No server of this name is bound; the message says which ones are.</exception>
    public static ServerBinding Http2Server(this ActorSystem system, string name = Http2ServerBuilder.DefaultName) => system.Http2Servers()[name];
}
