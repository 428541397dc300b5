using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace AkkaH2.PeerBench.Processes;

/// <summary>The live objects of one type on a heap.</summary>
/// <param name="Objects">Their number.</param>
/// <param name="Octets">Their size.</param>
internal readonly record struct TypeOnHeap(long Objects, long Octets)
{
    public static TypeOnHeap operator +(TypeOnHeap one, TypeOnHeap other) => new(one.Objects + other.Objects, one.Octets + other.Octets);

    public static TypeOnHeap operator -(TypeOnHeap one, TypeOnHeap other) => new(one.Objects - other.Objects, one.Octets - other.Octets);
}

/// <summary>The objects of another .NET process that survive a full collection, by type, over the runtime's diagnostic port.</summary>
internal sealed class HeapSnapshot
{
    // All objects come within one collection: what does not fit is dropped.
    private const int BufferMebibytes = 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Dictionary<ulong, TypeOnHeap> _types = [];
    private readonly Dictionary<ulong, string> _names = [];

    private HeapSnapshot()
    {
    }

    /// <summary>How many there are.</summary>
    public long Objects => _types.Values.Sum(type => type.Objects);

    /// <summary>By name. A type that the runtime does not name goes by its handle.</summary>
    public IReadOnlyDictionary<string, TypeOnHeap> Types =>
        _types.GroupBy(type => _names.GetValueOrDefault(type.Key) ?? $"{type.Key:x}").ToDictionary(group => group.Key, group => group.Aggregate(default(TypeOnHeap), (sum, type) => sum + type.Value));

    /// <summary>Makes the process collect, and reads what is left.</summary>
    public static async Task<HeapSnapshot> TakeAsync(int processId)
    {
        var provider = new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Verbose, (long)ClrTraceEventParser.Keywords.GCHeapSnapshot);
        using var session = new DiagnosticsClient(processId).StartEventPipeSession([provider], requestRundown: false, BufferMebibytes);
        var snapshot = new HeapSnapshot();
        var complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = Task.Run(() => snapshot.Read(session, complete));
        try
        {
            await complete.Task.WaitAsync(Deadline);
        }
        finally
        {
            await session.StopAsync(CancellationToken.None);
            await reading;
        }

        return snapshot;
    }

    private void Read(EventPipeSession session, TaskCompletionSource complete)
    {
        using var source = new EventPipeEventSource(session.EventStream);
        var collection = -1;
        source.Clr.GCStart += start => collection = start is { Depth: 2, Reason: GCReason.Induced } && collection < 0 ? start.Count : collection;
        source.Clr.GCStop += stop =>
        {
            if (stop.Count == collection)
                complete.TrySetResult();
        };
        source.Clr.TypeBulkType += Name;
        source.Clr.GCBulkNode += Count;
        source.Process();
        complete.TrySetException(new InvalidOperationException("the process ended its diagnostic session before it had collected"));
    }

    private void Name(GCBulkTypeTraceData types)
    {
        for (var i = 0; i < types.Count; i++)
        {
            if (types.Values(i) is { TypeName.Length: > 0 } type)
                _names[type.TypeID] = type.TypeName;
        }
    }

    private void Count(GCBulkNodeTraceData nodes)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes.Values(i);
            _types[node.TypeID] = _types.GetValueOrDefault(node.TypeID) + new TypeOnHeap(1, (long)node.Size);
        }
    }
}
