using System.Net;
using System.Net.Sockets;
using Akka.TestKit;
using AkkaH2.Client;
using AkkaH2.Transports;
using AkkaH2.Transports.Memory;

namespace AkkaH2.Tests.Client;

/// <summary>RFC 8305: a host with several addresses, of which some do not answer. The clock is virtual.</summary>
[Trait("RFC 8305", "5")]
public sealed class HappyEyeballsTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(250);
    private static readonly IPEndPoint First = new(IPAddress.Parse("2001:db8::1"), 443);
    private static readonly IPEndPoint Second = new(IPAddress.Parse("192.0.2.1"), 443);

    private readonly Dictionary<IPEndPoint, Attempt> _attempts = new() { [First] = new(), [Second] = new() };

    public HappyEyeballsTests()
        : base("""
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            """)
    {
    }

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    [Fact, Trait("RFC 8305", "4")]
    public void The_families_take_turns_and_IPv6_begins()
    {
        IPAddress[] resolved = [.. new[] { "192.0.2.1", "192.0.2.2", "2001:db8::1", "192.0.2.3", "2001:db8::2" }.Select(IPAddress.Parse)];
        Assert.Equal(["2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "192.0.2.3"], HappyEyeballs.Interleave(resolved).Select(address => address.ToString()));
    }

    [Fact]
    public async Task A_host_without_addresses_cannot_be_reached()
    {
        var eyeballs = new HappyEyeballs((_, _) => throw new InvalidOperationException("nobody"), Delay, TimeProvider.System);
        var error = await Assert.ThrowsAsync<SocketException>(() => eyeballs.ConnectAsync([], CancellationToken.None).WaitAsync(Deadline));
        Assert.Equal(SocketError.NoData, error.SocketErrorCode);
    }

    [Fact]
    public async Task An_address_that_answers_is_the_only_one_that_is_tried()
    {
        var connected = Connect();
        await _attempts[First].Begun.WaitAsync(Deadline);
        var connection = _attempts[First].Succeed();
        Assert.Same(connection, await connected.WaitAsync(Deadline));
        Assert.False(_attempts[Second].Begun.IsCompleted);
    }

    [Fact]
    public async Task The_next_one_has_its_turn_after_the_delay_and_the_slower_one_is_closed()
    {
        _attempts[First].IsSlow = true;
        var connected = Connect();
        await _attempts[First].Begun.WaitAsync(Deadline);
        Clock.Advance(Delay - TimeSpan.FromMilliseconds(1));
        Assert.False(_attempts[Second].Begun.IsCompleted);
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await _attempts[Second].Begun.WaitAsync(Deadline);
        var connection = _attempts[Second].Succeed();
        Assert.Same(connection, await connected.WaitAsync(Deadline));
        var late = _attempts[First].Succeed();
        await Assert.ThrowsAsync<IOException>(async () => await late.Input.ReadAsync().AsTask().WaitAsync(Deadline));
    }

    [Fact]
    public async Task The_first_one_may_still_win()
    {
        var connected = Connect();
        await _attempts[First].Begun.WaitAsync(Deadline);
        Clock.Advance(Delay);
        await _attempts[Second].Begun.WaitAsync(Deadline);
        Assert.Same(_attempts[First].Succeed(), await connected.WaitAsync(Deadline));
        await _attempts[Second].Cancelled.WaitAsync(Deadline);
    }

    [Fact]
    public async Task After_a_failure_the_next_one_does_not_wait()
    {
        var connected = Connect();
        await _attempts[First].Begun.WaitAsync(Deadline);
        _attempts[First].Fail("unreachable");
        await _attempts[Second].Begun.WaitAsync(Deadline);
        Assert.Same(_attempts[Second].Succeed(), await connected.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Where_all_fail_the_first_failure_is_told()
    {
        var connected = Connect();
        await _attempts[First].Begun.WaitAsync(Deadline);
        _attempts[First].Fail("first");
        await _attempts[Second].Begun.WaitAsync(Deadline);
        _attempts[Second].Fail("second");
        Assert.Equal("first", (await Assert.ThrowsAsync<IOException>(() => connected.WaitAsync(Deadline))).Message);
    }

    [Fact]
    public async Task All_are_given_up_together()
    {
        using var giveUp = new CancellationTokenSource();
        var connected = Connect(giveUp.Token);
        await _attempts[First].Begun.WaitAsync(Deadline);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connected.WaitAsync(Deadline));
        Assert.False(_attempts[Second].Begun.IsCompleted);
    }

    private Task<ITransportConnection> Connect(CancellationToken giveUp = default) =>
        new HappyEyeballs((address, stop) => _attempts[address].BeginAsync(stop), Delay, new SchedulerTime(Clock)).ConnectAsync([First, Second], giveUp);

    private sealed class Attempt
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<ITransportConnection> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when the test says so, even if it was given up.</summary>
        public bool IsSlow { get; set; }

        public Task Begun => _begun.Task;

        public Task Cancelled => _cancelled.Task;

        public Task<ITransportConnection> BeginAsync(CancellationToken stop)
        {
            stop.Register(() =>
            {
                _cancelled.TrySetResult();
                if (!IsSlow)
                    _end.TrySetCanceled(stop);
            });
            _begun.TrySetResult();
            return _end.Task;
        }

        public ITransportConnection Succeed()
        {
            var settings = new TransportSettings(1, 1024);
            var (connection, _) = MemoryConnection.Pair(First, Second, settings, settings);
            _end.SetResult(connection);
            return connection;
        }

        public void Fail(string reason) => _end.SetException(new IOException(reason));
    }
}
