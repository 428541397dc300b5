using System.Globalization;
using System.Numerics;

namespace Akka.Configuration.Hocon;

/// <summary>A value and where it stands, read as whatever type the caller asks for.</summary>
public class HoconValue
{
    private readonly string _path;

    public HoconValue()
        : this(ObjectNode.Empty, HoconPath.Root)
    {
    }

    internal HoconValue(HoconNode node, string path) => (Node, _path) = (node, path);

    internal HoconValue(HoconNode node, HoconPath path)
        : this(node, path.ToString())
    {
    }

    public bool IsEmpty => Node is ObjectNode { Items.Count: 0 } or ArrayNode { Items.Count: 0 } or ScalarNode { Text: null };

    internal HoconNode Node { get; }

    public bool IsString() => Node is ScalarNode;

    public bool IsArray() => Node is ArrayNode;

    public bool IsObject() => Node is ObjectNode;

    public string GetString() => Text("text")!;

    public bool GetBoolean() => Text("a boolean") switch
    {
        "true" or "on" or "yes" => true,
        "false" or "off" or "no" => false,
        _ => throw Expected("a boolean (true, on, yes, false, off, no)"),
    };

    public int GetInt() => Number<int>("an integer");

    public long GetLong() => Number<long>("an integer");

    public float GetFloat() => Number<float>("a number");

    public double GetDouble() => Number<double>("a number");

    public decimal GetDecimal() => Number<decimal>("a number");

    public long? GetByteSize() =>
        Quantity.Bytes(Text("a size")) ?? throw Expected("a size such as 512, 64k, 1MiB or 30MB");

    public TimeSpan GetTimeSpan(bool allowInfinite = true)
    {
        var text = Text("a duration");
        if (allowInfinite && text == "infinite") return Timeout.InfiniteTimeSpan;
        return Quantity.Duration(text) ?? throw Expected($"a duration such as 10s, 5 ms, 1d or a number of milliseconds{(allowInfinite ? ", or infinite" : "")}");
    }

    public IList<HoconValue> GetArray() => Node is ArrayNode array
        ? [.. array.Items.Select((item, index) => new HoconValue(item, $"{_path}[{index}]"))]
        : throw Expected("a list");

    public IList<string> GetStringList() => [.. GetArray().Select(item => item.GetString())];

    public IList<int> GetIntList() => [.. GetArray().Select(item => item.GetInt())];

    public IList<long> GetLongList() => [.. GetArray().Select(item => item.GetLong())];

    public IList<double> GetDoubleList() => [.. GetArray().Select(item => item.GetDouble())];

    public IList<bool> GetBooleanList() => [.. GetArray().Select(item => item.GetBoolean())];

    public HoconObject GetObject() => new(Section(), _path);

    public HoconValue GetChildObject(string key) => (Node as ObjectNode)?.Child(key) is { } child ? new HoconValue(child, $"{_path}.{key}") : null!;

    internal Config ToConfig() => new(Section());

    public override string ToString() => HoconWriter.Write(Node);

    private ObjectNode Section() => Node as ObjectNode ?? throw Expected("an object");

    private string? Text(string expected) => Node is ScalarNode scalar ? scalar.Text : throw Expected(expected);

    private T Number<T>(string expected) where T : INumber<T> =>
        T.TryParse(Text(expected), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Expected(expected);

    private ConfigurationException Expected(string expected) => Node is BrokenNode broken
        ? new ConfigurationException($"'{_path}' ({Node.Origin}): {broken.Reason}")
        : new ConfigurationException($"'{_path}' ({Node.Origin}): expected {expected}, but found {Node.Describe()}");
}
