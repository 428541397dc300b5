using Akka.Actor;
using AkkaH2.Protocol;
using AkkaH2.Transports.Tls;
using AkkaH2.Wire;

namespace AkkaH2.Diagnostics;

/// <summary>Makes the JSON of the live tree. Texts that clients sent are left out unless they are to be shown: a path may have secrets, and a detail may quote a field.</summary>
/// <param name="showClientText">True to show them.</param>
internal sealed class TreeJsonMaker(bool showClientText)
{
    /// <summary>The JSON of a snapshot.</summary>
    public TreeJson Make(ConnectionsSnapshot seen, ConnectionQuery query, DateTimeOffset at) => new(
        at,
        seen.Open,
        seen.OpenStreams,
        seen.Found,
        seen.Unanswered,
        query.Offset,
        query.Limit,
        new TotalsJson(seen.Totals.Connections, seen.Totals.Requests, seen.Totals.OctetsReceived, seen.Totals.OctetsSent),
        [.. seen.Listeners.Select(Make)],
        [.. seen.Clients.Select(client => new ClientJson(IdOf(client.Actor), client.Origin, client.Connections, client.Queued, client.Ended.Connections))],
        [.. seen.Connections.Select(Make)]);

    private static ListenerJson Make(ListenerSnapshot listener) => new(
        IdOf(listener.Actor),
        listener.EndPoint.ToString() ?? "",
        listener.Transport,
        listener.IsTls,
        NameOf(listener.Phase),
        listener.Connections,
        listener.Newcomers,
        listener.MaxConnections,
        listener.FailedHandshakes,
        listener.Ended.Connections);

    private ConnectionJson Make(ConnectionSnapshot connection) => new(
        connection.Id,
        ConnectionFilter.NameOf(connection.Role),
        ConnectionFilter.NameOf(connection.Protocol),
        NameOf(connection.Phase),
        connection.LocalEndPoint.ToString(),
        connection.RemoteEndPoint.ToString(),
        connection.Tls is { } tls ? Make(tls) : null,
        Seconds(connection.Age),
        connection.Requests,
        connection.OctetsReceived,
        connection.OctetsSent,
        connection.OpenStreams,
        connection.AtWork,
        connection.SendWindow,
        connection.ReceiveWindow,
        connection.Unread,
        connection.RoundTrip is { } roundTrip ? Math.Round(roundTrip.TotalSeconds, 6) : null,
        connection.LastError is { } error ? Make(error) : null,
        connection.OurSettings is { } ours ? Make(ours) : null,
        connection.PeerSettings is { } theirs ? Make(theirs) : null,
        [.. connection.Streams.Select(Make)]);

    // The name of a server is what its client has sent.
    private static TlsJson Make(TlsInfo tls) => new(tls.Version.ToString(), tls.CipherSuite.ToString(), tls.ApplicationProtocol);

    private ErrorJson Make(LastError error) => new(
        error.Code.Name(), error.SeenBy == ErrorObserver.Us ? "us" : "peer", error.Stream, Seconds(error.Ago), showClientText && error.Detail.Length > 0 ? error.Detail : null);

    private static SettingsJson Make(ConnectionSettings settings) => new(
        settings.HeaderTableSize,
        settings.EnablePush,
        LimitOf(settings.MaxConcurrentStreams),
        settings.InitialWindowSize,
        settings.MaxFrameSize,
        LimitOf(settings.MaxHeaderListSize),
        settings.EnableConnectProtocol);

    private StreamJson Make(StreamSnapshot stream) => new(
        stream.Id,
        stream.State,
        Seconds(stream.Age),
        stream.Method is { } method && !showClientText && !RequestTelemetry.IsKnown(method) ? "_OTHER" : stream.Method,
        stream.Route,
        showClientText ? stream.Path : null,
        stream.IsAtWork,
        stream.SendWindow,
        stream.ReceiveWindow,
        stream.OctetsReceived,
        stream.OctetsSent,
        stream.Unread,
        stream.Unsent,
        stream.LastError is not null,
        showClientText ? stream.LastError : null);

    private static string IdOf(IActorRef actor) => actor.Path.ToStringWithoutAddress();

    private static string NameOf<T>(T phase)
        where T : struct, Enum => phase.ToString().ToLowerInvariant();

    private static uint? LimitOf(uint setting) => setting == uint.MaxValue ? null : setting;

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
