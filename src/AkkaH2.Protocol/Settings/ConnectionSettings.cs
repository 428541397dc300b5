using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>The settings that one side of a connection announced (RFC 9113 §6.5.2); before that, the initial values of the RFC.</summary>
public sealed record ConnectionSettings
{
    /// <summary>The initial values of the RFC.</summary>
    public static readonly ConnectionSettings Initial = new();

    /// <summary>SETTINGS_HEADER_TABLE_SIZE: octets of the HPACK table that the other side's encoder may use.</summary>
    public int HeaderTableSize { get; init; } = 4_096;

    /// <summary>SETTINGS_ENABLE_PUSH: true if the other side, a server, may push.</summary>
    public bool EnablePush { get; init; } = true;

    /// <summary>SETTINGS_MAX_CONCURRENT_STREAMS: how many streams the other side may have open; <see cref="uint.MaxValue"/> for no limit.</summary>
    public uint MaxConcurrentStreams { get; init; } = uint.MaxValue;

    /// <summary>SETTINGS_INITIAL_WINDOW_SIZE: octets that the other side may send ahead on a new stream; at most 2^31-1.</summary>
    public int InitialWindowSize { get; init; } = Window.Initial.Octets;

    /// <summary>SETTINGS_MAX_FRAME_SIZE: octets of the longest payload that the other side may send; 2^14 to 2^24-1.</summary>
    public int MaxFrameSize { get; init; } = FrameDecoder.MinMaxFrameSize;

    /// <summary>SETTINGS_MAX_HEADER_LIST_SIZE: octets of an uncompressed field section, 32 more for each field; <see cref="uint.MaxValue"/> for no limit.</summary>
    public uint MaxHeaderListSize { get; init; } = uint.MaxValue;

    /// <summary>SETTINGS_ENABLE_CONNECT_PROTOCOL (RFC 8441 §3): the other side may send extended CONNECT.</summary>
    public bool EnableConnectProtocol { get; init; }

    /// <summary>SETTINGS_NO_RFC7540_PRIORITIES (RFC 9218 §2.1): the priority signals of RFC 7540 are neither meant nor heeded.</summary>
    public bool NoRfc7540Priorities { get; init; }

    /// <summary>RFC 9113 §6.5.3: applied in the order in which they stand; unknown ones are ignored. Values were validated when parsed.</summary>
    internal ConnectionSettings Apply(IReadOnlyList<Setting> settings)
    {
        var result = this;
        foreach (var setting in settings)
            result = result.Apply(setting);
        return result;
    }

    /// <summary>The settings that make these out of <paramref name="before"/>: what is the same is left out.</summary>
    internal Setting[] Since(ConnectionSettings before)
    {
        var known = before.ToSettings();
        return [.. ToSettings().Where(setting => !known.Contains(setting))];
    }

    /// <summary>
    /// The steps by which these change how we may encode. RFC 7541 §4.2: the smallest table size between two blocks must be signaled,
    /// so the encoder has to know of each, not only of the last.
    /// </summary>
    internal IEnumerable<EncodingLimits> EncodingChanges(IReadOnlyList<Setting> settings)
    {
        var (last, now) = (Encoding, this);
        foreach (var setting in settings)
        {
            now = now.Apply(setting);
            if (now.Encoding == last)
                continue;
            last = now.Encoding;
            yield return last;
        }
    }

    private EncodingLimits Encoding => new(HeaderTableSize, MaxFrameSize);

    private ConnectionSettings Apply(Setting setting) => setting.Id switch
    {
        SettingId.HeaderTableSize => this with { HeaderTableSize = (int)Math.Min(setting.Value, int.MaxValue) },
        SettingId.EnablePush => this with { EnablePush = setting.Value == 1 },
        SettingId.MaxConcurrentStreams => this with { MaxConcurrentStreams = setting.Value },
        SettingId.InitialWindowSize => this with { InitialWindowSize = (int)setting.Value },
        SettingId.MaxFrameSize => this with { MaxFrameSize = (int)setting.Value },
        SettingId.MaxHeaderListSize => this with { MaxHeaderListSize = setting.Value },
        SettingId.EnableConnectProtocol => this with { EnableConnectProtocol = setting.Value == 1 },
        SettingId.NoRfc7540Priorities => this with { NoRfc7540Priorities = setting.Value == 1 },
        _ => this,
    };

    private Setting[] ToSettings() =>
    [
        new(SettingId.HeaderTableSize, (uint)HeaderTableSize),
        new(SettingId.EnablePush, EnablePush ? 1u : 0u),
        new(SettingId.MaxConcurrentStreams, MaxConcurrentStreams),
        new(SettingId.InitialWindowSize, (uint)InitialWindowSize),
        new(SettingId.MaxFrameSize, (uint)MaxFrameSize),
        new(SettingId.MaxHeaderListSize, MaxHeaderListSize),
        new(SettingId.EnableConnectProtocol, EnableConnectProtocol ? 1u : 0u),
        new(SettingId.NoRfc7540Priorities, NoRfc7540Priorities ? 1u : 0u),
    ];
}
