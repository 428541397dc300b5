using System.Diagnostics;
using AkkaH2.PeerBench.Clients;
using AkkaH2.PeerBench.Load;
using AkkaH2.PeerBench.Results;

namespace AkkaH2.PeerBench.Measurements;

/// <summary>The requests of one round, which several tasks share.</summary>
internal sealed class ClientRun(ClientCase load)
{
    private const double PerRequests = 100_000;
    private const double Gibi = 1 << 30;

    private readonly byte[] _upload = load.IsUpload ? new byte[load.BulkOctets] : [];
    private readonly double[] _milliseconds = load.IsTimed ? new double[load.Requests] : [];
    private int _begun;
    private int _failed;

    /// <summary>Sends one request after the other until all of the round are sent.</summary>
    public async Task SendAsync(IBenchClient client)
    {
        while (Interlocked.Increment(ref _begun) is var number && number <= load.Requests)
        {
            var begin = Stopwatch.GetTimestamp();
            if (!await SucceedsAsync(client))
                Interlocked.Increment(ref _failed);
            if (load.IsTimed)
                _milliseconds[number - 1] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        }
    }

    /// <summary>What the round was like.</summary>
    public Sample ToSample(TimeSpan elapsed, TimeSpan processorTime) => new(
        _failed,
        (Figure.Cpu, processorTime.TotalSeconds / (load.BulkOctets > 0 ? (double)load.Requests * load.BulkOctets / Gibi : load.Requests / PerRequests)),
        (Figure.Rate, load.Requests / elapsed.TotalSeconds),
        (Figure.P99, Statistics.Percentile(_milliseconds, 99)),
        (Figure.P999, Statistics.Percentile(_milliseconds, 99.9)));

    private async Task<bool> SucceedsAsync(IBenchClient client)
    {
        try
        {
            var octets = load.IsUpload ? await client.PostAsync(load.Path, _upload) : await client.GetAsync(load.Path);
            return load is { BulkOctets: > 0, IsUpload: false } ? octets == load.BulkOctets : octets > 0;
        }
        catch (IOException)
        {
            return false;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
