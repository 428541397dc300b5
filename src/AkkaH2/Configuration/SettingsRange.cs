using AkkaH2.Protocol;

namespace AkkaH2.Configuration;

/// <summary>The settings that a server may announce while it runs: the same ranges as in its configuration.</summary>
internal static class SettingsRange
{
    private const int KiB = 1024;

    /// <summary>Returns the settings.</summary>
    /// <exception cref="ArgumentException">A value is out of its range, or may not change.</exception>
    public static ConnectionSettings Check(ConnectionSettings settings, ConnectionSettings before, Http2Settings configured)
    {
        // RFC 9113 §6.5.2: ENABLE_PUSH is the client's to say.
        if (settings.EnablePush != before.EnablePush)
            throw new ArgumentException("A server does not announce ENABLE_PUSH.", nameof(settings));

        // RFC 8441 §3: the endpoints decide it, and it is never taken back.
        if (settings.EnableConnectProtocol != before.EnableConnectProtocol)
            throw new ArgumentException("ENABLE_CONNECT_PROTOCOL follows from the endpoints.", nameof(settings));

        // RFC 9218 §2.1: it does not change after the first SETTINGS.
        if (settings.NoRfc7540Priorities != before.NoRfc7540Priorities)
            throw new ArgumentException("NO_RFC7540_PRIORITIES may not change.", nameof(settings));

        Check(settings.HeaderTableSize, 0, KiB * KiB, nameof(settings.HeaderTableSize));
        Check(settings.MaxConcurrentStreams, 1, int.MaxValue, nameof(settings.MaxConcurrentStreams));
        Check(settings.InitialWindowSize, 1, configured.MaxUnreadOctets - (configured.LargestWindows.Connection / 2), nameof(settings.InitialWindowSize));
        Check(settings.MaxFrameSize, 16_384, 16_777_215, nameof(settings.MaxFrameSize));
        Check(settings.MaxHeaderListSize, KiB, int.MaxValue, nameof(settings.MaxHeaderListSize));
        return settings;
    }

    private static void Check(long value, long least, long most, string name)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {least} to {most}.");
    }
}
