using Akka.Configuration.Hocon;

namespace Akka.Configuration;

public partial class Config
{
    public virtual string GetString(string path, string? @default = null) => Set(path)?.GetString() ?? @default!;

    public virtual bool GetBoolean(string path, bool @default = false) => Set(path)?.GetBoolean() ?? @default;

    public virtual int GetInt(string path, int @default = 0) => Set(path)?.GetInt() ?? @default;

    public virtual long GetLong(string path, long @default = 0) => Set(path)?.GetLong() ?? @default;

    public virtual float GetFloat(string path, float @default = 0) => Set(path)?.GetFloat() ?? @default;

    public virtual double GetDouble(string path, double @default = 0) => Set(path)?.GetDouble() ?? @default;

    public virtual decimal GetDecimal(string path, decimal @default = 0) => Set(path)?.GetDecimal() ?? @default;

    public virtual long? GetByteSize(string path) => Set(path)?.GetByteSize();

    public virtual long? GetByteSize(string path, long? def = null) => Set(path)?.GetByteSize() ?? def;

    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
        Set(path)?.GetTimeSpan(allowInfinite) ?? @default.GetValueOrDefault();

    public virtual IList<string> GetStringList(string path) => Set(path)?.GetStringList() ?? [];

    public virtual IList<string> GetStringList(string path, string[] defaultPaths) => Set(path)?.GetStringList() ?? defaultPaths;

    public virtual IList<int> GetIntList(string path) => List(path).GetIntList();

    public virtual IList<long> GetLongList(string path) => List(path).GetLongList();

    public virtual IList<double> GetDoubleList(string path) => List(path).GetDoubleList();

    public virtual IList<bool> GetBooleanList(string path) => List(path).GetBooleanList();

    /// <summary>A setting that is null counts as not set.</summary>
    private HoconValue? Set(string path) =>
        Find(path) is { } node and not ScalarNode { Text: null } ? new HoconValue(node, path) : null;

    private HoconValue List(string path) =>
        Set(path) ?? throw new ConfigurationException($"expected a list at '{path}', but nothing is set there");
}
