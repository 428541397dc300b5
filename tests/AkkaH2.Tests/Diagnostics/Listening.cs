using System.Diagnostics;
using System.Diagnostics.Metrics;
using AkkaH2.Diagnostics;

namespace AkkaH2.Tests.Diagnostics;

/// <summary>Listens to the metrics of AkkaH2, and to its traces if asked, until it is disposed. The instruments are the process's: such tests run alone.</summary>
internal sealed class Listening : IDisposable
{
    private readonly MeterListener _meters = new();
    private readonly ActivityListener? _activities;
    private readonly Lock _gate = new();
    private readonly List<Measured> _measured = [];
    private readonly List<Activity> _spans = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Listening(bool traces = false)
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Http2Telemetry.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(new Measured(instrument.Name, value, ToTags(tags))));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(new Measured(instrument.Name, value, ToTags(tags))));
        _meters.Start();
        if (!traces)
            return;

        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Http2Telemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Add(() => _spans.Add(activity)),
        };
        ActivitySource.AddActivityListener(_activities);
    }

    /// <summary>The first measurement of this instrument that fits, now or later.</summary>
    public Task<Measured> ExpectAsync(string instrument, Func<Measured, bool>? fits = null) =>
        FindAsync(() => _measured.Find(m => m.Instrument == instrument && fits?.Invoke(m) != false));

    /// <summary>The first span of this name that ends, now or later.</summary>
    public Task<Activity> ExpectSpanAsync(string name) => FindAsync(() => _spans.Find(span => span.DisplayName == name));

    /// <summary>The sum of all measurements of an instrument until now.</summary>
    public double Sum(string instrument)
    {
        lock (_gate)
            return _measured.Where(m => m.Instrument == instrument).Sum(m => m.Value);
    }

    /// <summary>The measurements of an instrument that fit have this sum, now or later.</summary>
    public Task ExpectSumAsync(string instrument, double sum, Func<Measured, bool> fits) =>
        FindAsync(() => _measured.Where(m => m.Instrument == instrument && fits(m)).Sum(m => m.Value) == sum ? this : null);

    /// <summary>How many measurements of an instrument there were until now.</summary>
    public int Count(string instrument)
    {
        lock (_gate)
            return _measured.Count(m => m.Instrument == instrument);
    }

    public void Dispose()
    {
        _meters.Dispose();
        _activities?.Dispose();
    }

    private void Add(Measured measured) => Add(() => _measured.Add(measured));

    private void Add(Action add)
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            add();
            waiting = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.SetResult();
    }

    private async Task<T> FindAsync<T>(Func<T?> find)
        where T : class
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (find() is { } found)
                    return found;
                more = _more.Task;
            }

            await more.WaitAsync(TimeSpan.FromSeconds(15));
        }
    }

    private static Dictionary<string, object?> ToTags(ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags.ToArray().ToDictionary();
}

/// <summary>One measurement.</summary>
internal sealed record Measured(string Instrument, double Value, Dictionary<string, object?> Tags)
{
    /// <summary>A tag; null if it is not there.</summary>
    public object? this[string tag] => Tags.GetValueOrDefault(tag);
}

/// <summary>Tests that listen to the whole process.</summary>
[CollectionDefinition(nameof(ListensToTheProcess), DisableParallelization = true)]
public sealed class ListensToTheProcess;
