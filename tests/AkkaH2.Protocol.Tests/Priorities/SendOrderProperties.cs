using AkkaH2.Hpack;
using AkkaH2.Protocol.Priorities;
using AkkaH2.TestKit;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Priorities;

/// <summary>Whatever happens to streams, windows and priorities: what may go goes, nothing else does, and nothing is lost.</summary>
public sealed class SendOrderProperties
{
    private const int Plenty = 1 << 30;
    private const int Kept = 20;

    public static TheoryData<int, bool> Seeds => new() { { 1, true }, { 2, true }, { 3, true }, { 4, false }, { 5, false }, { 6, false } };

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("RFC 9113", "5.2")]
    public void Ten_thousand_random_operations_lose_nothing_and_overspend_nothing(int seed, bool byUrgency)
    {
        ISendOrder order = byUrgency ? new UrgencyOrder() : new DependencyOrder(Kept);
        var connection = new Connection(new Random(seed), order);
        for (var i = 0; i < 10_000; i++)
            connection.Step();
        connection.FinishAll();
        if (order is DependencyOrder tree)
            Assert.InRange(tree.Streams, 0, Kept);
    }

    private sealed class Connection
    {
        private static readonly HeaderField[] Head = [new(":status", "200")];

        private readonly Random _random;
        private readonly StreamLedger _ledger = new(Role.Server, remembered: 10);
        private readonly SendScheduler _scheduler;
        private readonly Dictionary<int, long> _unsent = [];
        private int _last = -1;

        public Connection(Random random, ISendOrder order)
        {
            _random = random;
            _scheduler = new SendScheduler(OnSignal, order);
        }

        public void Step()
        {
            switch (_random.Next(12))
            {
                case 0 when _ledger.Count < 30: Begin(); break;
                case 1 or 2 or 3: Respond(Any()); break;
                case 4: GrowStream(Any(), _random.Next(1, 60_000)); break;
                case 5: Assert.True(_scheduler.TryGrow(_random.Next(1, 30_000))); break;
                case 6: Assert.True(ShiftAll(_random.Next(-20_000, 20_000))); break;
                case 7: Reset(Any()); break;
                case 8: Update(Any()); break;
                case 9: Prioritize(); break;
                default: Fill(_random.Next(1, 100_000)); break;
            }

            Assert.True(_scheduler.HasWork || !_ledger.All.Any(CanSend));
        }

        public void FinishAll()
        {
            foreach (var entry in _ledger.All.ToArray())
            {
                entry.SendWindow = new Window(Plenty);
                entry.Outbox.Add(ReadOnlyMemory<byte>.Empty, end: true);
                _scheduler.Offer(entry);
            }

            Assert.True(_scheduler.TryGrow(Plenty));
            Fill(int.MaxValue);
            Assert.Equal(0, _ledger.Count);
            Assert.All(_unsent.Values, octets => Assert.Equal(0, octets));
        }

        private void OnSignal(Http2Stream entry, StreamSignal signal)
        {
            _ledger.Signal(entry, signal);
            if (entry.State == StreamState.Closed)
                _scheduler.Forget(entry);
        }

        private Http2Stream? Any() => _ledger.Count == 0 ? null : _ledger.All.ElementAt(_random.Next(_ledger.Count));

        private void Begin()
        {
            var entry = new Http2Stream(new StreamId(_last += 2), new Window(_random.Next(0, 50_000)), new ReceiveWindow(0));
            _ledger.Use(entry.Id);
            _ledger.Add(entry);
            _scheduler.Begin(entry, _random.Next(2) == 0 ? null : Signal(entry.Id));
            _ledger.Signal(entry, StreamSignal.RecvHeaders);
            _ledger.Signal(entry, StreamSignal.RecvEndStream);
            Update(entry);
            entry.Outbox.Add(Head, end: false);
            _unsent[entry.Id.Value] = 0;
            _scheduler.Offer(entry);
        }

        private void Respond(Http2Stream? entry)
        {
            if (entry is null)
                return;

            var octets = _random.Next(1, _random.Next(3) == 0 ? 1_500 : 40_000);
            _unsent[entry.Id.Value] += octets;
            entry.Outbox.Add(new byte[octets], end: false);
            _scheduler.Offer(entry);
        }

        private void GrowStream(Http2Stream? entry, int increment)
        {
            if (entry is null)
                return;
            entry.SendWindow = entry.SendWindow.Grow(increment)!.Value;
            _scheduler.Offer(entry);
        }

        private bool ShiftAll(int delta)
        {
            var done = _ledger.TryShiftSendWindows(delta);
            foreach (var entry in _ledger.All)
                _scheduler.Offer(entry);
            return done;
        }

        private void Reset(Http2Stream? entry)
        {
            if (entry is null || _random.Next(4) > 0)
                return;
            _unsent.Remove(entry.Id.Value);
            OnSignal(entry, StreamSignal.RecvReset);
        }

        private void Update(Http2Stream? entry)
        {
            if (entry is not null)
                _scheduler.Prioritize(entry, new ResponsePriority(_random.Next(8), _random.Next(2) == 0));
        }

        private void Prioritize()
        {
            var stream = new StreamId(1 + (2 * _random.Next((_last / 2) + 10)));
            _scheduler.Prioritize(stream, Signal(stream));
        }

        private StreamPriority Signal(StreamId stream)
        {
            var dependency = new StreamId(_random.Next(3) == 0 ? 0 : 1 + (2 * _random.Next((_last / 2) + 10)));
            return new StreamPriority(dependency == stream ? default : dependency, _random.Next(3) == 0, _random.Next(1, 257));
        }

        private void Fill(int octets)
        {
            var (batch, sent) = (new List<OutboundFrame>(), new List<SentData>());
            var window = _scheduler.Window.Octets;
            _scheduler.Fill(batch, sent, octets);
            foreach (var data in sent)
                _unsent[data.Stream.Id.Value] -= data.Octets;

            Assert.Equal(window - sent.Sum(data => data.Octets), _scheduler.Window.Octets);
            Assert.True(_scheduler.Window.Octets >= 0);
            Assert.All(batch.ToFrames().OfType<DataFrame>(), frame => Assert.InRange(frame.Data.Length, frame.EndStream ? 0 : 1, 16_384));
            if (octets == int.MaxValue)
                Assert.False(_scheduler.HasWork);
        }

        private bool CanSend(Http2Stream entry) =>
            entry.Outbox.Head is not null || entry.Outbox.AtEnd
            || (entry.Outbox.Octets > 0 && entry.SendWindow.Available > 0 && _scheduler.Window.Available > 0);
    }
}
