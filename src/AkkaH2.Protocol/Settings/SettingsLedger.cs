using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>
/// The settings of both sides of a connection (RFC 9113 §6.5). The peer's hold when they are received; ours are announced in sets, and hold,
/// set by set and in order, when the peer acknowledges them.
/// </summary>
/// <param name="role">Our side: decides what the peer may not announce.</param>
internal sealed class SettingsLedger(Role role)
{
    private readonly Queue<(ConnectionSettings Settings, TimeSpan Sent)> _unacknowledged = new();
    private bool _received; // the peer's first SETTINGS

    /// <summary>The settings that the peer announced: we keep to them.</summary>
    public ConnectionSettings Peer { get; private set; } = ConnectionSettings.Initial;

    /// <summary>Our settings that the peer acknowledged: it keeps to them.</summary>
    public ConnectionSettings Ours { get; private set; } = ConnectionSettings.Initial;

    /// <summary>Our settings as announced last, acknowledged or not.</summary>
    public ConnectionSettings Announced { get; private set; } = ConnectionSettings.Initial;

    /// <summary>
    /// SETTINGS_INITIAL_WINDOW_SIZE that streams are held to, in octets. RFC 9113 §6.5.3: a smaller one holds from its acknowledgement on. A larger
    /// one we grant when it is announced: a peer may use it before its acknowledgement leaves.
    /// </summary>
    public int EnforcedWindow { get; private set; } = ConnectionSettings.Initial.InitialWindowSize;

    /// <summary>How long the peer took to acknowledge the set that holds; the longest time before it has acknowledged one.</summary>
    public TimeSpan RoundTrip { get; private set; } = TimeSpan.MaxValue;

    /// <summary>How many of our sets wait for their acknowledgement.</summary>
    public int Unacknowledged => _unacknowledged.Count;

    /// <summary>A set of ours, to be sent now.</summary>
    public SettingsFrame Announce(IReadOnlyList<Setting> settings, TimeSpan now)
    {
        Announced = Announced.Apply(settings);
        _unacknowledged.Enqueue((Announced, now));
        EnforcedWindow = LargestWindow();
        return new SettingsFrame(settings);
    }

    /// <summary>RFC 9113 §6.5.3: the peer acknowledged the oldest set, which holds from here on; its fault if there is none.</summary>
    public Http2Error? Acknowledge(TimeSpan now)
    {
        // We make it a connection error PROTOCOL_ERROR: the sides no longer agree about what holds.
        if (!_unacknowledged.TryDequeue(out var oldest))
            return new Http2Error.OnConnection(ErrorCode.ProtocolError, "SETTINGS ACK without SETTINGS to acknowledge");

        (Ours, RoundTrip) = (oldest.Settings, now - oldest.Sent);
        EnforcedWindow = LargestWindow();
        return null;
    }

    /// <summary>RFC 9113 §6.5.3: the peer's settings hold at once; its fault, if they are one.</summary>
    public Http2Error? Receive(SettingsFrame frame)
    {
        var peer = Peer.Apply(frame.Settings);
        // RFC 9113 §6.5.2: a server that sends ENABLE_PUSH=1 is a connection error PROTOCOL_ERROR.
        if (role == Role.Client && frame.Settings.Contains(new Setting(SettingId.EnablePush, 1)))
            return new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{frame} from a server");

        // RFC 9218 §2.1: another value than that of the first SETTINGS is a connection error PROTOCOL_ERROR.
        if (_received && peer.NoRfc7540Priorities != Peer.NoRfc7540Priorities)
            return new Http2Error.OnConnection(ErrorCode.ProtocolError, $"{frame} changes NO_RFC7540_PRIORITIES");

        (Peer, _received) = (peer, true);
        return null;
    }

    private int LargestWindow() => _unacknowledged.Select(set => set.Settings).Append(Ours).Max(settings => settings.InitialWindowSize);
}
