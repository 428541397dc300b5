namespace Akka.Configuration.Hocon;

/// <summary>The keys of a section.</summary>
public class HoconObject
{
    internal HoconObject(ObjectNode node, string path) =>
        Items = node.Items.ToDictionary(item => item.Key, item => new HoconValue(item.Value, path.Length == 0 ? item.Key : $"{path}.{item.Key}"));

    public Dictionary<string, HoconValue> Items { get; }

    public HoconValue GetKey(string key) => Items.GetValueOrDefault(key)!;
}
