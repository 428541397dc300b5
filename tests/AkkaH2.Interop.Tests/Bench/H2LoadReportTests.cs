using AkkaH2.PeerBench.Load;

namespace AkkaH2.Interop.Tests.Bench;

public sealed class H2LoadReportTests
{
    private const string Report =
        """
        progress: 100% done

        finished in 606.83ms, 164790.53 req/s, 6.29MB/s
        requests: 100000 total, 100000 started, 99999 done, 99990 succeeded, 6 failed, 3 errored, 1 timeout
        status codes: 99990 2xx, 0 3xx, 0 4xx, 6 5xx
        """;

    [Fact]
    public void The_closing_lines_are_read() =>
        Assert.Equal(
            (0.60683, 164_790.53, 100_000, 99_990, 6, 3, 1),
            H2LoadReport.Parse(Report) is var r ? (Math.Round(r.Seconds, 6), r.RequestsPerSecond, r.Total, r.Succeeded, r.Failed, r.Errored, r.TimedOut) : default);

    [Fact]
    public void A_failure_is_no_success() => Assert.False(H2LoadReport.Parse(Report).AllSucceeded);

    [Theory]
    [InlineData("finished in 2.50s", 2.5)]
    [InlineData("finished in 250.00us", 0.00025)]
    public void The_time_has_a_unit(string finished, double seconds) =>
        Assert.Equal(seconds, H2LoadReport.Parse(Report.Replace("finished in 606.83ms", finished)).Seconds, precision: 9);

    [Fact]
    public void Other_text_is_refused_and_shown() =>
        Assert.Contains("could not connect", Assert.Throws<FormatException>(() => H2LoadReport.Parse("could not connect to host")).Message);

    [Fact]
    public void The_log_has_response_times_in_its_third_column() =>
        Assert.Equal([888, 1200], LatencyLog.Parse(["1795373181522597\t200\t888", "1795373181522625\t200\t1200", ""]));
}
