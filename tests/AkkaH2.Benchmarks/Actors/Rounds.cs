using System.Diagnostics;

namespace AkkaH2.Benchmarks.Actors;

/// <summary>Runs a measurement several times and prints what one operation of it costs. Processor time is of the whole process, all threads.</summary>
internal static class Rounds
{
    private const int Count = 7;

    public static void PrintHeader() =>
        Console.WriteLine($"{"",-36}{"median ns",12}{"best ns",12}{"cpu ns",12}{"bytes",9}{"median M/s",12}{"best M/s",12}");

    /// <summary>One round does <paramref name="operations"/> operations; <paramref name="round"/> ends when the last of them is done.</summary>
    public static async Task Measure(string name, long operations, Func<Task> round)
    {
        var costs = new List<Cost>();
        for (var i = 0; i < Count; i++)
            costs.Add(await CostOf(round));

        var wall = Median(costs, cost => cost.Wall) / operations;
        var best = costs.Min(cost => cost.Wall) / operations;
        var processor = Median(costs, cost => cost.Processor) / operations;
        var allocated = Median(costs, cost => cost.Allocated) / operations;
        Console.WriteLine($"{name,-36}{wall,12:F2}{best,12:F2}{processor,12:F2}{allocated,9:F0}{1e3 / wall,12:F3}{1e3 / best,12:F3}");
    }

    private static async Task<Cost> CostOf(Func<Task> round)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var allocated = GC.GetTotalAllocatedBytes();
        var processor = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        await round();
        var wall = clock.Elapsed;
        process.Refresh();
        return new Cost(wall.TotalNanoseconds, (process.TotalProcessorTime - processor).TotalNanoseconds, GC.GetTotalAllocatedBytes() - allocated);
    }

    private static double Median(List<Cost> costs, Func<Cost, double> figure) => costs.Select(figure).Order().ElementAt(Count / 2);

    private readonly record struct Cost(double Wall, double Processor, double Allocated);
}
