using System.Globalization;
using System.Text;

namespace AkkaH2.PeerBench.Results;

/// <summary>Response times by percentile as SVG: the percentile axis stretches towards 100 %, the time axis is logarithmic.</summary>
internal static class LatencyPlot
{
    private const int Width = 760;
    private const int Height = 420;
    private const int Left = 70;
    private const int Right = 90;
    private const int Top = 40;
    private const int Bottom = 50;

    private static readonly double[] Percentiles = [0, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99];
    private static readonly double[] Marks = [0, 50, 90, 99, 99.9, 99.99];
    private static readonly string[] Colors = ["#1b6ac9", "#c2410c", "#4d7c0f", "#7e22ce"];

    /// <param name="latencies">Microseconds, by server.</param>
    public static string Render(IReadOnlyDictionary<string, IReadOnlyList<double>> latencies)
    {
        var curves = latencies.ToDictionary(pair => pair.Key, pair => Percentiles.Select(p => Math.Max(Statistics.Percentile(pair.Value, p) / 1000, 0.01)).ToArray());
        var times = new TimeAxis(curves.Values.SelectMany(points => points));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"13\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"22\">Response time at a steady rate, by percentile</text>\n");
        foreach (var mark in Marks)
            Line(svg, X(mark), Top, X(mark), Height - Bottom, $"{mark.ToString(CultureInfo.InvariantCulture)} %", X(mark) - 12, Height - Bottom + 20);
        foreach (var mark in times.Marks)
            Line(svg, Left, times.Y(mark), Width - Right, times.Y(mark), $"{mark.ToString(CultureInfo.InvariantCulture)} ms", 10, times.Y(mark) + 4);
        foreach (var (curve, color) in curves.Zip(Colors))
            Curve(svg, curve.Key, [.. curve.Value.Select((time, i) => (X(Percentiles[i]), times.Y(time)))], color);
        return svg.Append("</svg>\n").ToString();
    }

    private static double X(double percentile) => Left + ((Width - Left - Right) * -Math.Log10(1 - (percentile / 100)) / 4);

    private static void Line(StringBuilder svg, double x1, double y1, double x2, double y2, string text, double x, double y) => svg.Append(
        CultureInfo.InvariantCulture,
        $"<line x1=\"{x1:0}\" y1=\"{y1:0}\" x2=\"{x2:0}\" y2=\"{y2:0}\" stroke=\"#ddd\"/><text x=\"{x:0}\" y=\"{y:0}\" fill=\"#555\">{text}</text>\n");

    private static void Curve(StringBuilder svg, string name, (double X, double Y)[] points, string color)
    {
        var path = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.0},{p.Y:0.0}")));
        svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{points[^1].X + 6:0}\" y=\"{points[^1].Y + 4:0}\" fill=\"{color}\">{name}</text>\n");
    }

    /// <summary>Milliseconds on a logarithmic scale, from one power of ten to another.</summary>
    private sealed class TimeAxis
    {
        private readonly double _low;
        private readonly double _high;

        public TimeAxis(IEnumerable<double> times)
        {
            var all = times.DefaultIfEmpty(1).ToList();
            (_low, _high) = (Math.Floor(Math.Log10(all.Min())), Math.Ceiling(Math.Log10(all.Max()) + 0.01));
        }

        public IEnumerable<double> Marks => Enumerable.Range((int)_low, (int)(_high - _low) + 1).Select(power => Math.Pow(10, power));

        public double Y(double time) => Height - Bottom - ((Height - Top - Bottom) * (Math.Log10(time) - _low) / (_high - _low));
    }
}
