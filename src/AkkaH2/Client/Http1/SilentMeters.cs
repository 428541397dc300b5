using System.Diagnostics.Metrics;

namespace AkkaH2.Client.Http1;

/// <summary>Meters for System.Net.Http that nobody hears: what it does below a call is measured as that call, and once.</summary>
internal sealed class SilentMeters : IMeterFactory
{
    public static readonly SilentMeters Instance = new();

    /// <summary>A meter that is disposed already: its instruments are not published.</summary>
    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        meter.Dispose();
        return meter;
    }

    public void Dispose()
    {
        // It holds nothing.
    }
}
