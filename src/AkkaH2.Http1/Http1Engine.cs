using System.Text;
using Akka.Actor;
using Akka.Event;
using AkkaH2.Configuration;
using AkkaH2.Server;
using AkkaH2.Transports;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace AkkaH2.Http1;

/// <summary>
/// HTTP/1.1 for an actor system, read and written by Kestrel, which is part of .NET. Give it to a server by <see cref="ServerOptions.Http1"/>. There is
/// one for all servers of the system; it begins with their first HTTP/1.1 connection and ends with the system.
/// </summary>
public sealed class Http1Engine : IExtension, IHttp1Engine
{
    // Kestrel looks once a second, and takes no grace period that is not longer.
    private static readonly TimeSpan ShortestGrace = TimeSpan.FromSeconds(1) + TimeSpan.FromTicks(1);

    private readonly ActorSystem _system;
    private readonly Lazy<KestrelListener> _kestrel;

    internal Http1Engine(ActorSystem system)
    {
        _system = system;
        _kestrel = new Lazy<KestrelListener>(Start);
    }

    /// <inheritdoc/>
    public IHttp1Connection Serve(ITransportConnection transport, IHttp1Handler handler)
    {
        var connection = new KestrelConnection(transport, handler);
        if (!_kestrel.Value.TryAdd(connection))
            _ = connection.DisposeAsync(); // the system is ending
        return connection;
    }

    private KestrelListener Start()
    {
        // RFC 9112 §2.2: a bare LF ends no line. Kestrel reads the switch when it makes its parser.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        var listener = new KestrelListener();
        var server = new KestrelServer(Options.Create(OptionsOf(_system.Http2().Settings, listener)), listener, new KestrelLog(Logging.GetLogger(_system, nameof(Http1Engine))));
        server.StartAsync(new KestrelApplication(), CancellationToken.None).GetAwaiter().GetResult();
        _system.RegisterOnTermination(() => Stop(server));
        return listener;
    }

    // The actors of all connections have stopped before. The system has not ended until Kestrel has: it waits a second at most for what it serves.
    private static void Stop(KestrelServer server)
    {
        server.StopAsync(new CancellationToken(canceled: true)).GetAwaiter().GetResult();
        server.Dispose();
    }

    private static KestrelServerOptions OptionsOf(Http2Settings settings, KestrelListener listener)
    {
        var options = new KestrelServerOptions
        {
            AddServerHeader = false,
            RequestHeaderEncodingSelector = name => name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? StrictDigits.Instance : Encoding.Latin1,
            ResponseHeaderEncodingSelector = _ => Encoding.Latin1,
        };
        options.Listen((System.Net.IPEndPoint)listener.EndPoint, listen => listen.Protocols = HttpProtocols.Http1);
        var limits = options.Limits;
        limits.MaxConcurrentConnections = null; // its listener counts
        limits.MaxRequestBodySize = null; // the reader of a body counts
        limits.MaxRequestHeaderCount = settings.MaxHeaderCount;
        limits.MaxRequestHeadersTotalSize = settings.MaxHeaderListSize;
        limits.MaxRequestLineSize = settings.MaxHeaderListSize;
        limits.MaxRequestBufferSize = Math.Max(settings.MaxHeaderListSize, settings.ReceiveBufferSize);
        limits.MaxResponseBufferSize = settings.SendBufferSize;
        limits.KeepAliveTimeout = settings.IdleTimeout.OrForEver();
        limits.RequestHeadersTimeout = settings.HeadersTimeout.OrForEver();
        limits.MinRequestBodyDataRate = RateOf(settings.MinimumBodyRate);
        limits.MinResponseDataRate = RateOf(settings.MinimumResponseRate);
        return options;
    }

    private static MinDataRate? RateOf(Protocol.MinimumRate rate) => rate.OctetsPerSecond == 0 || rate.Period.OrForEver() == Timeout.InfiniteTimeSpan
        ? null
        : new MinDataRate(rate.OctetsPerSecond, rate.Period > ShortestGrace ? rate.Period : ShortestGrace);
}

/// <summary>Makes <see cref="Http1Engine"/> once for each actor system.</summary>
public sealed class Http1Provider : ExtensionIdProvider<Http1Engine>
{
    /// <inheritdoc/>
    public override Http1Engine CreateExtension(ExtendedActorSystem system) => new(system);
}

/// <summary><c>system.Http1()</c>.</summary>
public static class Http1Extensions
{
    /// <summary>HTTP/1.1 for the servers of this system: <c>new ServerOptions { Http1 = system.Http1() }</c>.</summary>
    public static Http1Engine Http1(this ActorSystem system) => system.WithExtension<Http1Engine, Http1Provider>();
}
