using AkkaH2.Wire;

namespace AkkaH2.Protocol;

/// <summary>What one side of a connection announced in SETTINGS (RFC 9113 §6.5.2); as long as it has not, the initial values of the RFC.</summary>
public sealed record ConnectionSettings
{
    /// <summary>The initial values of the RFC.</summary>
    public static readonly ConnectionSettings Initial = new();

    /// <summary>SETTINGS_HEADER_TABLE_SIZE, octets.</summary>
    public int HeaderTableSize { get; init; } = 4_096;

    /// <summary>SETTINGS_ENABLE_PUSH.</summary>
    public bool EnablePush { get; init; } = true;

    /// <summary>SETTINGS_MAX_CONCURRENT_STREAMS: how many streams the other side may begin.</summary>
    public uint MaxConcurrentStreams { get; init; } = uint.MaxValue;

    /// <summary>SETTINGS_INITIAL_WINDOW_SIZE, octets.</summary>
    public int InitialWindowSize { get; init; } = Window.Initial.Octets;

    /// <summary>SETTINGS_MAX_FRAME_SIZE, octets.</summary>
    public int MaxFrameSize { get; init; } = FrameDecoder.MinMaxFrameSize;

    /// <summary>SETTINGS_MAX_HEADER_LIST_SIZE, octets.</summary>
    public uint MaxHeaderListSize { get; init; } = uint.MaxValue;

    /// <summary>RFC 9113 §6.5.3: applied in the order in which they stand; unknown ones are ignored. Values were validated when parsed.</summary>
    public ConnectionSettings Apply(IReadOnlyList<Setting> settings)
    {
        var result = this;
        foreach (var setting in settings)
            result = result.Apply(setting);
        return result;
    }

    /// <summary>The settings that make these out of <paramref name="before"/>: what is the same is left out.</summary>
    public Setting[] Since(ConnectionSettings before)
    {
        var known = before.ToSettings();
        return [.. ToSettings().Where(setting => !known.Contains(setting))];
    }

    private ConnectionSettings Apply(Setting setting) => setting.Id switch
    {
        SettingId.HeaderTableSize => this with { HeaderTableSize = (int)Math.Min(setting.Value, int.MaxValue) },
        SettingId.EnablePush => this with { EnablePush = setting.Value == 1 },
        SettingId.MaxConcurrentStreams => this with { MaxConcurrentStreams = setting.Value },
        SettingId.InitialWindowSize => this with { InitialWindowSize = (int)setting.Value },
        SettingId.MaxFrameSize => this with { MaxFrameSize = (int)setting.Value },
        SettingId.MaxHeaderListSize => this with { MaxHeaderListSize = setting.Value },
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
    ];
}
