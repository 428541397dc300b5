using Akka.Configuration;

namespace Akka.Actor;

internal sealed record ShutdownPhase(string Name, IReadOnlyList<string> DependsOn, TimeSpan Timeout, bool Recovers, bool IsEnabled);

/// <summary>The phases of a coordinated shutdown, each after those it depends on.</summary>
internal sealed class ShutdownPhases(IReadOnlyList<ShutdownPhase> inOrder)
{
    public IReadOnlyList<ShutdownPhase> InOrder => inOrder;

    public static ShutdownPhases From(Config config)
    {
        var timeout = config.GetTimeSpan("default-phase-timeout");
        var phases = config.GetConfig("phases").AsEnumerable().Select(p => PhaseOf(p.Key, p.Value.ToConfig(), timeout));
        return new ShutdownPhases(Sorted(phases.ToDictionary(p => p.Name)));
    }

    public ShutdownPhase Find(string name) => inOrder.FirstOrDefault(p => p.Name == name) ?? throw new ArgumentException(
        $"Unknown phase [{name}], known phases [{string.Join(", ", inOrder.Select(p => p.Name))}]. "
        + "All phases (along with their optional dependencies) must be defined in configuration.");

    public IEnumerable<ShutdownPhase> From(string? first)
    {
        if (first is null)
            return inOrder;

        var begin = Find(first);
        return inOrder.SkipWhile(p => p != begin);
    }

    private static ShutdownPhase PhaseOf(string name, Config config, TimeSpan defaultTimeout) => new(
        name,
        [.. config.GetStringList("depends-on")],
        config.GetTimeSpan("timeout", defaultTimeout),
        config.GetBoolean("recover", true),
        config.GetBoolean("enabled", true));

    private static List<ShutdownPhase> Sorted(Dictionary<string, ShutdownPhase> phases)
    {
        var sorted = new List<ShutdownPhase>();
        var underWay = new HashSet<string>();
        foreach (var name in phases.Keys)
            Visit(name);
        return sorted;

        // A phase that others name need not have a section of its own.
        void Visit(string name)
        {
            if (sorted.Any(p => p.Name == name))
                return;

            if (!underWay.Add(name))
                throw new ArgumentException($"Cycle detected in graph of phases. It must be a DAG. phase [{name}] depends transitively on itself.");

            var phase = phases.TryGetValue(name, out var found) ? found : PhaseOf(name, Config.Empty, TimeSpan.FromSeconds(5));
            foreach (var before in phase.DependsOn)
                Visit(before);
            sorted.Add(phase);
        }
    }
}
