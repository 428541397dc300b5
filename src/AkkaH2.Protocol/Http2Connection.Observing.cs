namespace AkkaH2.Protocol;

/// <content>What is seen of a connection from outside. It is read when somebody asks; nothing is kept for it.</content>
public sealed partial class Http2Connection
{
    /// <summary>How many requests the connection has had.</summary>
    internal long Requests => _streams.Requests;

    /// <summary>The settings that we announced last, acknowledged or not.</summary>
    internal ConnectionSettings Announced => _settings.Announced;

    /// <summary>Octets of DATA that we may still send on the connection (RFC 9113 §6.9.1).</summary>
    internal int SendWindow => _send.Window.Octets;

    /// <summary>Streams that are open or still worked on, in no order. Good until the next call.</summary>
    internal IReadOnlyCollection<Http2Stream> Streams => _streams.All;
}
