using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>What the peer's SETTINGS allow us (RFC 9113 §6.5.2), with the initial values of the RFC. Values were validated when parsed.</summary>
public sealed record PeerSettings
{
    /// <summary>SETTINGS_HEADER_TABLE_SIZE, octets.</summary>
    public int HeaderTableSize { get; init; } = 4_096;

    /// <summary>SETTINGS_ENABLE_PUSH.</summary>
    public bool EnablePush { get; init; } = true;

    /// <summary>SETTINGS_MAX_CONCURRENT_STREAMS: how many streams we may begin.</summary>
    public uint MaxConcurrentStreams { get; init; } = uint.MaxValue;

    /// <summary>SETTINGS_INITIAL_WINDOW_SIZE, octets.</summary>
    public int InitialWindowSize { get; init; } = Window.Initial.Octets;

    /// <summary>SETTINGS_MAX_FRAME_SIZE, octets.</summary>
    public int MaxFrameSize { get; init; } = 16_384;

    /// <summary>SETTINGS_MAX_HEADER_LIST_SIZE, octets.</summary>
    public uint MaxHeaderListSize { get; init; } = uint.MaxValue;

    /// <summary>RFC 9113 §6.5.3: applied in the order in which they stand; unknown ones are ignored.</summary>
    public PeerSettings Apply(IReadOnlyList<Setting> settings)
    {
        var result = this;
        foreach (var setting in settings)
            result = result.Apply(setting);
        return result;
    }

    private PeerSettings Apply(Setting setting) => setting.Id switch
    {
        SettingId.HeaderTableSize => this with { HeaderTableSize = (int)Math.Min(setting.Value, int.MaxValue) },
        SettingId.EnablePush => this with { EnablePush = setting.Value == 1 },
        SettingId.MaxConcurrentStreams => this with { MaxConcurrentStreams = setting.Value },
        SettingId.InitialWindowSize => this with { InitialWindowSize = (int)setting.Value },
        SettingId.MaxFrameSize => this with { MaxFrameSize = (int)setting.Value },
        SettingId.MaxHeaderListSize => this with { MaxHeaderListSize = setting.Value },
        _ => this,
    };
}
