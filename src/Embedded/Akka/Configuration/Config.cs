using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>
/// Layers of HOCON. Each layer is kept as it was written; substitutions are resolved over all of them at the first read.
/// Return types are declared without '?' as Akka.NET's API knows no nullable annotations: a missing text or section is null all the same.
/// </summary>
public partial class Config
{
    public static readonly Config Empty = new();

    /// <summary>All layers merged, substitutions as written.</summary>
    private readonly ObjectNode _written;
    private ObjectNode? _resolved;

    public Config()
        : this(ObjectNode.Empty)
    {
    }

    public Config(HoconRoot root)
        : this(root.Node)
    {
    }

    public Config(Config source, Config? fallback)
        : this(fallback is null ? source._written : source._written.MergedOver(fallback._written)) => Fallback = fallback;

    internal Config(ObjectNode written) => _written = written;

    public Config? Fallback { get; }

    public virtual bool IsEmpty => _written.Items.Count == 0;

    public virtual HoconValue Root => new(Resolved, HoconPath.Root);

    private ObjectNode Resolved => _resolved ??= (ObjectNode)HoconResolver.Resolve(_written);

    public virtual Config WithFallback(Config? fallback)
    {
        if (ReferenceEquals(fallback, this)) throw new ArgumentException("Config can not have itself as fallback", nameof(fallback));
        if (fallback is null) return this;
        return IsEmpty ? fallback : new Config(this, fallback);
    }

    public virtual bool HasPath(string path) => Find(path) is not null;

    /// <summary>The section at the path, or null where there is none.</summary>
    public virtual Config GetConfig(string path) => Find(path) switch
    {
        null => null!,
        ObjectNode section => new Config(section),
        var other => new HoconValue(other, path).ToConfig(),
    };

    public HoconValue GetValue(string path) => Find(path) is { } node ? new HoconValue(node, path) : null!;

    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable() =>
        Resolved.Items.Select(item => new KeyValuePair<string, HoconValue>(item.Key, new HoconValue(item.Value, item.Key)));

    public override string ToString() => HoconWriter.Write(_written);

    public static Config operator +(Config config, string fallback) => config.WithFallback(ConfigurationFactory.ParseString(fallback));

    public static Config operator +(string configHocon, Config fallbackConfig) =>
        ConfigurationFactory.ParseString(configHocon).WithFallback(fallbackConfig);

    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    /// <summary>Settings are read whenever an actor is created, so a plain path is followed without allocating.</summary>
    private HoconNode? Find(string path)
    {
        if (path.Contains('"')) return FindQuoted(HoconPath.Parse(path));

        HoconNode? node = Resolved;
        foreach (var key in path.AsSpan().Split('.'))
        {
            if (node is not ObjectNode parent) return null;
            node = parent.Child(path.AsSpan()[key]);
        }
        return node;
    }

    private HoconNode? FindQuoted(HoconPath path)
    {
        HoconNode? node = Resolved;
        foreach (var key in path.Keys)
            node = (node as ObjectNode)?.Child(key);
        return node;
    }
}
