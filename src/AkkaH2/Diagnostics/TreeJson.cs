using System.Text.Json.Serialization;

namespace AkkaH2.Diagnostics;

/// <summary>The live tree in JSON; docs/operations.md describes it.</summary>
internal sealed record TreeJson(
    DateTimeOffset At,
    int Open,
    int OpenStreams,
    int Found,
    int Unanswered,
    int Offset,
    int Limit,
    TotalsJson Totals,
    IReadOnlyList<ListenerJson> Listeners,
    IReadOnlyList<ClientJson> Clients,
    IReadOnlyList<ConnectionJson> Connections);

/// <summary>What connections have done together.</summary>
internal sealed record TotalsJson(long Connections, long Requests, long OctetsReceived, long OctetsSent);

/// <summary>A bound endpoint.</summary>
internal sealed record ListenerJson(
    string Id, string EndPoint, string Transport, bool Tls, string Phase, int Connections, int Newcomers, int MaxConnections, long FailedHandshakes, long EndedConnections);

/// <summary>A client.</summary>
internal sealed record ClientJson(string Id, string Origin, int Connections, int Queued, long EndedConnections);

/// <summary>A connection.</summary>
internal sealed record ConnectionJson(
    string Id,
    string Role,
    string Protocol,
    string Phase,
    string? Local,
    string? Remote,
    TlsJson? Tls,
    double Age,
    long Requests,
    long? OctetsReceived,
    long? OctetsSent,
    int OpenStreams,
    int AtWork,
    int? SendWindow,
    int? ReceiveWindow,
    int? Unread,
    double? RoundTrip,
    ErrorJson? LastError,
    SettingsJson? OurSettings,
    SettingsJson? PeerSettings,
    IReadOnlyList<StreamJson> Streams);

/// <summary>What TLS negotiated.</summary>
internal sealed record TlsJson(string Version, string CipherSuite, string ApplicationProtocol);

/// <summary>An error.</summary>
internal sealed record ErrorJson(string Code, string SeenBy, int Stream, double Ago, string? Detail);

/// <summary>The settings of one side; null is no limit.</summary>
internal sealed record SettingsJson(
    int HeaderTableSize, bool EnablePush, uint? MaxConcurrentStreams, int InitialWindowSize, int MaxFrameSize, uint? MaxHeaderListSize, bool EnableConnectProtocol);

/// <summary>A stream.</summary>
internal sealed record StreamJson(
    int Id,
    string State,
    double Age,
    string? Method,
    string? Route,
    string? Path,
    bool AtWork,
    int? SendWindow,
    int? ReceiveWindow,
    long? OctetsReceived,
    long? OctetsSent,
    int? Unread,
    long? Unsent,
    bool Failed,
    string? Error);

/// <summary>Writes it without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TreeJson))]
internal sealed partial class TreeJsonContext : JsonSerializerContext;
