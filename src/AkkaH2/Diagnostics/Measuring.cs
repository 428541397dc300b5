using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AkkaH2.Diagnostics;

/// <summary>Measures for listeners that are the application's and are called on the spot: one that throws does not end what it listens to.</summary>
internal static class Measuring
{
    /// <inheritdoc cref="Counter{T}.Add(T, ReadOnlySpan{KeyValuePair{string, object?}})"/>
    public static void AddQuietly(this Counter<long> counter, long delta, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(delta, tags);
        }
        catch (Exception)
        {
            // There is nobody to be told.
        }
    }

    /// <inheritdoc cref="UpDownCounter{T}.Add(T, ReadOnlySpan{KeyValuePair{string, object?}})"/>
    public static void AddQuietly(this UpDownCounter<long> counter, long delta, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(delta, tags);
        }
        catch (Exception)
        {
            // There is nobody to be told.
        }
    }

    /// <inheritdoc cref="Histogram{T}.Record(T, in TagList)"/>
    public static void RecordQuietly(this Histogram<double> histogram, double value, in TagList tags)
    {
        try
        {
            histogram.Record(value, tags);
        }
        catch (Exception)
        {
            // There is nobody to be told.
        }
    }
}
