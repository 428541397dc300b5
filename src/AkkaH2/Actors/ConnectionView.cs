using Akka.Actor;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Server;
using AkkaH2.Stages;
using AkkaH2.Transports;

namespace AkkaH2.Actors;

/// <summary>Makes the snapshot of an HTTP/2 connection; runs inside its actor.</summary>
/// <param name="connection">The actor.</param>
/// <param name="role">Our side.</param>
/// <param name="transport">Below it.</param>
/// <param name="since">When it began.</param>
/// <param name="traffic">What went over the transport.</param>
internal readonly struct ConnectionView(IActorRef connection, Role role, ITransportConnection transport, TimeSpan since, Traffic traffic)
{
    /// <summary>The connection as it is now, with so many of its streams.</summary>
    public ConnectionSnapshot Take(IConnectionStreams streams, int limit)
    {
        var engine = streams.Connection;
        return new ConnectionSnapshot
        {
            Actor = connection,
            Role = role,
            Protocol = ConnectionProtocol.Http2,
            Phase = engine.IsOver ? ConnectionPhase.Closing : engine.IsEnding ? ConnectionPhase.Draining : ConnectionPhase.Open,
            LocalEndPoint = transport.LocalEndPoint,
            RemoteEndPoint = transport.RemoteEndPoint,
            Tls = transport.Tls,
            Age = engine.Now - since,
            Began = since,
            Requests = engine.Requests,
            OctetsReceived = traffic.Received,
            OctetsSent = traffic.Sent,
            OpenStreams = engine.OpenStreams,
            AtWork = engine.AtWork,
            SendWindow = engine.SendWindow,
            ReceiveWindow = engine.ReceiveWindow,
            Unread = engine.Unread,
            OurSettings = engine.Announced,
            PeerSettings = engine.HasBegun ? engine.PeerSettings : null,
            RoundTrip = engine.RoundTrip,
            LastError = streams.LastError?.Describe(engine.Now),
            Streams = limit == 0 ? [] : [.. engine.Streams.OrderBy(stream => stream.Id.Value).Take(limit).Select(stream => Take(stream, streams, engine.Now))],
        };
    }

    private static StreamSnapshot Take(Http2Stream stream, IConnectionStreams streams, TimeSpan now)
    {
        var subject = streams.SubjectOf(stream);
        return new StreamSnapshot
        {
            Id = stream.Id.Value,
            State = stream.State.Name(),
            Age = now - stream.Began,
            Method = subject.Method,
            Path = subject.Path,
            Route = subject.Route,
            LastError = subject.LastError,
            IsAtWork = stream.Work is WorkState.Wanted or WorkState.Abandoned,
            SendWindow = stream.SendWindow.Octets,
            ReceiveWindow = stream.Receive.Available,
            OctetsReceived = stream.OctetsReceived,
            OctetsSent = stream.OctetsSent,
            Unread = stream.Unread,
            Unsent = stream.Outbox.Octets,
        };
    }
}

/// <summary>What a stream is about.</summary>
/// <param name="Method">The method of its request.</param>
/// <param name="Path">The path of its request, without the query.</param>
/// <param name="Route">The template of its route.</param>
/// <param name="LastError">What went wrong with it.</param>
internal readonly record struct StreamSubject(string? Method, string? Path, string? Route, string? LastError)
{
    /// <summary>That of an exchange of a server.</summary>
    public static StreamSubject Of(Exchange exchange)
    {
        var request = exchange.Request;
        var route = exchange.Worker is { } worker && worker.Exchange == exchange ? worker.Route : null;
        return new StreamSubject(NullIfEmpty(request.Method), NullIfEmpty(request.Path), route, exchange.Failure?.GetType().FullName ?? exchange.EndReason);
    }

    /// <summary>That of a client's call.</summary>
    public static StreamSubject Of(Client.Call call)
    {
        var path = call.Head.FirstOrDefault(field => field.Name == ":path").Value;
        return new StreamSubject(call.Head.FirstOrDefault(field => field.Name == ":method").Value, path?.Split('?', 2)[0], null, call.Failure?.Message);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
