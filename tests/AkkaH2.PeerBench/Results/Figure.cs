namespace AkkaH2.PeerBench.Results;

/// <summary>A quantity that is measured.</summary>
/// <param name="Key">Its name in a requirement.</param>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Heading">Its name in a table.</param>
/// <param name="Unit">The unit of all its values, as a requirement writes it.</param>
/// <param name="Format">How a table writes a value.</param>
internal sealed record Figure(string Key, string Name, string Heading, string Unit, string Format)
{
    public static readonly Figure Cpu = new("cpu", "cpuSeconds", "cpu s", "s", "0.000");
    public static readonly Figure Rate = new("rps", "requestsPerSecond", "per s", "/s", "#,0");
    public static readonly Figure P99 = new("p99", "p99Milliseconds", "p99 ms", "ms", "0.00");
    public static readonly Figure P999 = new("p999", "p999Milliseconds", "p99.9 ms", "ms", "0.00");
    public static readonly Figure FirstAnswer = new("first", "firstAnswerMilliseconds", "first answer ms", "ms", "0");
    public static readonly Figure StartCpu = new("start", "startCpuSeconds", "start cpu s", "s", "0.00");
    public static readonly Figure EarlyCpu = new("early", "earlyCpuSeconds", "first 20,000 cpu s", "s", "0.00");
    public static readonly Figure Allocated = new("octets", "octetsPerRequest", "octets a request", "B", "#,0");
    public static readonly Figure Memory = new("memory", "memoryMebibytes", "memory MiB", "MiB", "0");
    public static readonly Figure Heap = new("heap", "heapMebibytes", "live heap MiB", "MiB", "0.0");
    public static readonly Figure Held = new("held", "heapOctetsEach", "heap, octets each", "B", "#,0");
    public static readonly Figure Objects = new("objects", "objectsEach", "objects each", "objects", "#,0");
    public static readonly Figure Resident = new("resident", "residentOctetsEach", "working set, octets each", "B", "#,0");

    /// <summary>All of them, in the order of a table's columns.</summary>
    public static IReadOnlyList<Figure> All { get; } =
        [Cpu, Rate, P99, P999, FirstAnswer, StartCpu, EarlyCpu, Allocated, Memory, Heap, Held, Objects, Resident];
}
