using System.Globalization;
using AkkaH2.PeerBench.Load;

namespace AkkaH2.PeerBench.Results;

/// <summary>One round of one server in one case: a value for each figure that the case has, and how many requests failed.</summary>
internal sealed class Sample
{
    private const double PerRequests = 100_000;
    private const double Mebi = 1 << 20;
    private const double Gibi = 1 << 30;

    private readonly Dictionary<Figure, double> _values;

    /// <summary>A value that is not a number counts as absent.</summary>
    public Sample(double failed, params IEnumerable<(Figure Figure, double Value)> values)
    {
        Failed = failed;
        _values = values.Where(v => !double.IsNaN(v.Value)).ToDictionary(v => v.Figure, v => v.Value);
    }

    /// <summary>Requests without a successful answer.</summary>
    public double Failed { get; }

    /// <summary>The figures it has, in the order of a table's columns.</summary>
    public IEnumerable<Figure> Figures => Figure.All.Where(_values.ContainsKey);

    /// <summary>NaN where it does not have the figure.</summary>
    public double this[Figure figure] => _values.GetValueOrDefault(figure, double.NaN);

    /// <summary>
    /// A run of a load generator. Processor seconds are of the server (user and system), per 100,000 requests, or per GiB where bulk transfer is measured.
    /// </summary>
    public static Sample Of(LoadCase load, LoadReport report, TimeSpan processorTime, long workingSet)
    {
        var units = load.BulkOctets > 0 ? report.Succeeded * load.BulkOctets / Gibi : report.Succeeded / PerRequests;
        return new Sample(
            report.Unsuccessful,
            (Figure.Cpu, processorTime.TotalSeconds / units),
            (Figure.Rate, report.RequestsPerSecond),
            (Figure.P99, Statistics.Percentile(report.Latencies, 99) / 1000),
            (Figure.P999, Statistics.Percentile(report.Latencies, 99.9) / 1000),
            (Figure.Memory, workingSet / Mebi));
    }

    /// <summary>The median of each figure by itself; of what failed the sum, because nothing may.</summary>
    public static Sample MedianOf(IReadOnlyCollection<Sample> samples) => new(
        samples.Sum(s => s.Failed),
        samples.SelectMany(s => s.Figures).Distinct().Select(figure => (figure, Statistics.Median(samples.Where(s => s._values.ContainsKey(figure)).Select(s => s[figure])))));

    /// <summary>Each figure that both have, as a part of the other's; there is no ratio to 0, nor of negative numbers.</summary>
    public Sample Over(Sample other) => new(Failed, Figures.Where(figure => other[figure] > 0 && this[figure] >= 0).Select(figure => (figure, this[figure] / other[figure])));

    public override string ToString() =>
        string.Join(", ", Figures.Select(figure => string.Create(CultureInfo.InvariantCulture, $"{figure.Heading} {this[figure].ToString(figure.Format, CultureInfo.InvariantCulture)}")));
}
