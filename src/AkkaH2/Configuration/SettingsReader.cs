using Akka.Configuration;
using Akka.Configuration.Hocon;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Server;

namespace AkkaH2.Configuration;

/// <summary>Reads values below one path and names the full path of what is wrong.</summary>
/// <param name="config">Where to read.</param>
/// <param name="path">The path that keys are below.</param>
/// <param name="relative">True if <paramref name="config"/> is the section of that path itself.</param>
internal sealed class SettingsReader(Config config, string path, bool relative = false)
{
    public string Text(string key) => ReadObject(key, "a text", () => config.GetString(Key(key)) is { Length: > 0 } text ? text : null);

    public T Choice<T>(string key)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        return Enum.Parse<T>(ReadObject(key, string.Join(" or ", names).ToLowerInvariant(), () =>
            names.FirstOrDefault(name => name.Equals(config.GetString(Key(key)), StringComparison.OrdinalIgnoreCase))));
    }

    /// <summary>One of these words.</summary>
    public T Choice<T>(string key, params (string Word, T Value)[] choices)
        where T : struct =>
        Read(key, string.Join(" or ", choices.Select(choice => choice.Word)), () =>
            choices.Where(choice => choice.Word == config.GetString(Key(key))).Select(choice => (T?)choice.Value).FirstOrDefault());

    /// <summary>One of the enum's names, or what stands here if the key is not there.</summary>
    public T Choice<T>(string key, T otherwise)
        where T : struct, Enum => config.HasPath(Key(key)) ? Choice<T>(key) : otherwise;

    /// <summary>A text; null if the key is not there, or is empty.</summary>
    public string? OptionalText(string key) => config.HasPath(Key(key)) && config.GetString(Key(key)) is { Length: > 0 } text ? text : null;

    /// <summary>A list of texts; none if the key is not there.</summary>
    public IReadOnlyList<string> Texts(string key) => config.HasPath(Key(key)) ? [.. config.GetStringList(Key(key))] : [];

    /// <summary>on, off, or a list of addresses.</summary>
    public FrameLogScope FrameLog(string key)
    {
        if (!config.HasPath(Key(key)) || !config.GetValue(Key(key)).Values.OfType<HoconArray>().Any())
            return Flag(key) ? FrameLogScope.On : FrameLogScope.Off;

        try
        {
            return FrameLogScope.Of(Texts(key));
        }
        catch (ArgumentException cause)
        {
            throw new ConfigurationException($"{path}.{key} must be on, off, or a list of addresses and networks: {cause.Message}", cause);
        }
    }

    /// <summary>off (null), on (empty), or a name.</summary>
    public string? NodeName(string key) => Text(key) switch
    {
        "off" => null,
        "on" => "",
        var name when ServedBy.IsName(name) => name,
        _ => throw Wrong(key, "off, on, or a name of visible ASCII characters without a comma"),
    };

    /// <summary>A list of sections.</summary>
    public IEnumerable<SettingsReader> List(string key)
    {
        // Not IsArray, which takes an empty list for none.
        var list = ReadObject(key, "a list", () => config.GetValue(Key(key)).Values.OfType<HoconArray>().FirstOrDefault());
        return list.Select((entry, index) => new SettingsReader(new Config(new HoconRoot(entry)), $"{path}.{key}[{index}]", relative: true));
    }

    public int Number(string key, int least, int most = int.MaxValue) =>
        (int)InRange(key, Read(key, "a whole number", () => (long?)config.GetLong(Key(key))), least, most);

    public int Octets(string key, int least, int most = int.MaxValue) =>
        (int)InRange(key, Read(key, "a number of octets, such as 64KiB", () => config.GetByteSize(Key(key))), least, most);

    public long OctetsOrInfinite(string key) => config.HasPath(Key(key)) && config.GetString(Key(key)) == "infinite"
        ? long.MaxValue
        : InRange(key, Read(key, "a number of octets, such as 64KiB, or infinite", () => config.GetByteSize(Key(key))), 0, long.MaxValue);

    public bool Flag(string key) => Read(key, "on or off", () => (bool?)config.GetBoolean(Key(key)));

    /// <summary>Reads a section below this path.</summary>
    public SettingsReader Below(string key) => relative ? new(config.GetConfig(key), $"{path}.{key}", relative) : new(config, $"{path}.{key}");

    public TimeSpan Time(string key) => Time(key, "");

    private TimeSpan Time(string key, string otherwise)
    {
        var time = Read(key, $"a time, such as 10s{otherwise}", () => (TimeSpan?)config.GetTimeSpan(Key(key), null, allowInfinite: false));
        return time > TimeSpan.Zero ? time : throw Wrong(key, $"a time above 0{otherwise}");
    }

    /// <summary>A time, or <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public TimeSpan TimeOrInfinite(string key) =>
        config.HasPath(Key(key)) && config.GetString(Key(key)) == "infinite" ? Timeout.InfiniteTimeSpan : Time(key, ", or infinite");

    /// <summary>A rate: octets a second, and the period over which it is measured.</summary>
    public MinimumRate Rate(string key)
    {
        var read = Below(key);
        var period = read.Time("period");
        return period >= TimeSpan.FromSeconds(1)
            ? new MinimumRate(read.Number("octets-per-second", 0), period)
            : throw read.Wrong("period", "at least 1s");
    }

    private string Key(string key) => relative ? key : $"{path}.{key}";

    private long InRange(string key, long value, long least, long most) =>
        value >= least && value <= most ? value : throw Wrong(key, most is int.MaxValue or long.MaxValue ? $"at least {least}" : $"{least} to {most}");

    private T Read<T>(string key, string expected, Func<T?> read)
        where T : struct
    {
        if (!config.HasPath(Key(key)))
            throw new ConfigurationException($"{path}.{key} is missing; reference.conf of AkkaH2 has its default.");
        T? value;
        try
        {
            value = read();
        }
        catch (Exception cause)
        {
            throw Wrong(key, expected, cause);
        }

        return value ?? throw Wrong(key, expected);
    }

    private T ReadObject<T>(string key, string expected, Func<T?> read)
        where T : class
    {
        if (!config.HasPath(Key(key)))
            throw new ConfigurationException($"{path}.{key} is missing; reference.conf of AkkaH2 has its default.");
        return read() ?? throw Wrong(key, expected);
    }

    /// <summary>The error of a value that is not as it should be.</summary>
    public ConfigurationException Wrong(string key, string expected, Exception? cause = null)
    {
        var message = $"{path}.{key} must be {expected}, but is {config.GetString(Key(key))}.";
        return cause is null ? new ConfigurationException(message) : new ConfigurationException(message, cause);
    }
}
