using System.Diagnostics;
using System.Diagnostics.Metrics;
using AkkaH2.Diagnostics;

namespace AkkaH2.Tests.Diagnostics;

/// <summary>Listeners of an application to all that is measured and traced here, that throw whatever they hear.</summary>
internal sealed class ThrowingListeners : IDisposable
{
    private readonly MeterListener _meters = new()
    {
        InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Http2Telemetry.MeterName)
                listener.EnableMeasurementEvents(instrument);
        },
    };

    private readonly ActivityListener _spans = new()
    {
        ShouldListenTo = source => source.Name == Http2Telemetry.ActivitySourceName,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        ActivityStarted = _ => throw new InvalidOperationException("started"),
        ActivityStopped = _ => throw new InvalidOperationException("stopped"),
    };

    public ThrowingListeners()
    {
        _meters.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("measured"));
        _meters.SetMeasurementEventCallback<double>((_, _, _, _) => throw new InvalidOperationException("measured"));
        _meters.Start();
        ActivitySource.AddActivityListener(_spans);
    }

    public void Dispose()
    {
        _spans.Dispose();
        _meters.Dispose();
    }
}
