using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>The keys from the root to a value: <c>akka.actor."my.deployment"</c> has three.</summary>
internal readonly record struct HoconPath(string[] Keys)
{
    public static readonly HoconPath Root = new([]);

    public int Length => Keys.Length;

    public HoconPath Append(string key) => new([.. Keys, key]);

    public HoconPath Append(HoconPath other) => new([.. Keys, .. other.Keys]);

    public bool StartsWith(HoconPath prefix) => Keys.AsSpan().StartsWith(prefix.Keys);

    public bool Equals(HoconPath other) => Keys.AsSpan().SequenceEqual(other.Keys);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var key in Keys) hash.Add(key);
        return hash.ToHashCode();
    }

    public override string ToString() => string.Join('.', Keys.Select(Quoted));

    /// <summary>Reads a path as a caller of <see cref="Config"/> gives it: dots part keys, quotes protect dots.</summary>
    public static HoconPath Parse(string path)
    {
        var keys = new List<string>();
        var key = new StringBuilder();
        var quoted = false;
        foreach (var c in path)
        {
            if (c == '"') quoted = !quoted;
            else if (c == '.' && !quoted) Take(keys, key);
            else key.Append(c);
        }
        Take(keys, key);
        return new HoconPath([.. keys]);
    }

    private static void Take(List<string> keys, StringBuilder key)
    {
        keys.Add(key.ToString());
        key.Clear();
    }

    private static string Quoted(string key) => key.Contains('.') ? $"\"{key}\"" : key;
}
