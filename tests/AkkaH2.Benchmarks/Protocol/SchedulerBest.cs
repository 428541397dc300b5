using System.Diagnostics;
using AkkaH2.Hpack;
using AkkaH2.Protocol;
using AkkaH2.Protocol.Priorities;
using AkkaH2.Wire;

namespace AkkaH2.Benchmarks.Protocol;

/// <summary>What the send scheduler costs for one small response (offered, head and DATA put into a batch) and for one frame of large ones.</summary>
internal static class SchedulerBest
{
    private const int Streams = 100;
    private const int Plenty = 1 << 30;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);
    private static readonly HeaderField[] Head = [new(":status", "200"), new("content-type", "text/plain"), new("content-length", "13"), new("date", "today")];

    public static int Run()
    {
        Measure("small responses, 100 at once", new byte[13], atOnce: Streams, Streams);
        Measure("small responses, one by one", new byte[13], atOnce: 1, Streams);
        Measure("frames of 100 large responses", new byte[64 * 16_384], atOnce: Streams, Streams * 64);
        return 0;
    }

    private static void Measure(string name, byte[] body, int atOnce, int units)
    {
        var best = double.MaxValue;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Duration;)
            best = Math.Min(best, new Round(body).Nanoseconds(atOnce));
        Console.WriteLine($"{name,-36}{best / units,9:F1} ns");
    }

    private sealed class Round
    {
        private readonly StreamLedger _ledger = new(Role.Server, remembered: 0);
        private readonly SendScheduler _scheduler;
        private readonly Http2Stream[] _entries;
        private readonly List<OutboundFrame> _batch = new(10_000);
        private readonly List<SentData> _sent = new(10_000);

        public Round(byte[] body)
        {
            _scheduler = new SendScheduler((stream, signal) => _ledger.Signal(stream, signal), new UrgencyOrder());
            _scheduler.TryGrow(Plenty);
            _entries = [.. Enumerable.Range(0, Streams).Select(i => Request((2 * i) + 1, body))];
        }

        public double Nanoseconds(int atOnce)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Streams; i += atOnce)
            {
                foreach (var entry in _entries.AsSpan(i, atOnce))
                    _scheduler.Offer(entry);
                while (_scheduler.HasWork)
                    _scheduler.Fill(_batch, _sent, 1 << 17);
            }

            return (Stopwatch.GetTimestamp() - start) * 1e9 / Stopwatch.Frequency;
        }

        private Http2Stream Request(int id, byte[] body)
        {
            var entry = new Http2Stream(new StreamId(id), new Window(Plenty), new ReceiveWindow(0));
            _ledger.Use(entry.Id);
            _ledger.Add(entry);
            _ledger.Signal(entry, StreamSignal.RecvHeaders);
            _ledger.Signal(entry, StreamSignal.RecvEndStream);
            entry.Outbox.Add(Head, end: false);
            entry.Outbox.Add(body, end: true);
            return entry;
        }
    }
}
