namespace AkkaH2.Diagnostics;

/// <summary>The names by which the process's metrics and traces of AkkaH2 are listened to; docs/operations.md says what they have.</summary>
public static class Http2Telemetry
{
    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "AkkaH2";

    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>.</summary>
    public const string ActivitySourceName = "AkkaH2";
}
