using System.Collections.Concurrent;
using System.Net;
using Akka.Event;
using AkkaH2.Diagnostics;
using AkkaH2.Tests.Client;
using static AkkaH2.TestKit.Frames;

namespace AkkaH2.Tests.Diagnostics;

/// <summary>Whoever is shown frames can hurt nobody.</summary>
public sealed class FrameObserverTests : ClientTest
{
    private static readonly FrameLogEntry Entry = new(new IPEndPoint(1, 1), new IPEndPoint(2, 2), IsSent: true, "PING");

    private readonly Complaints _log = new();

    [Fact]
    public async Task One_who_throws_is_reported_once_and_sees_all_the_same()
    {
        var seen = 0;
        var observer = new FrameObserver(
            _ =>
            {
                seen++;
                throw new InvalidOperationException("the screen is broken");
            },
            _log);
        for (var i = 0; i < 100; i++)
            observer.Show(Entry);
        await observer.SeenAsync(Deadline);
        Assert.Equal(100, seen);
        Assert.Equal(["Whoever is shown frames (OnFrame) has failed; that is said once."], _log.Warnings);
    }

    [Fact]
    public async Task One_who_is_slow_misses_some_and_is_told_how_many()
    {
        var seen = new List<FrameLogEntry>();
        var (begun, released) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new ManualResetEventSlim());
        var observer = new FrameObserver(
            entry =>
            {
                begun.TrySetResult();
                released.Wait();
                seen.Add(entry);
            },
            _log);
        observer.Show(Entry);
        await begun.Task.WaitAsync(Deadline);
        for (var i = 1; i < 20_000; i++)
            observer.Show(Entry);
        released.Set();
        await observer.SeenAsync(Deadline);
        Assert.Equal(10_001, seen.Count); // the one that it saw first, and those that waited
        Assert.Equal(["9999 frames were not shown: whoever is shown them (OnFrame) is too slow."], _log.Warnings);
    }

    [Fact]
    public async Task They_come_in_order_from_any_thread()
    {
        var seen = new List<string>();
        var observer = new FrameObserver(entry => seen.Add(entry.Text), _log);
        for (var i = 0; i < 5_000; i++)
            observer.Show(Entry with { Text = $"{i}" });
        await observer.SeenAsync(Deadline);
        Assert.Equal(Enumerable.Range(0, 5_000).Select(i => $"{i}"), seen);
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("blocks")]
    public async Task A_client_works_all_the_same(string how)
    {
        using var released = new ManualResetEventSlim();
        var client = NewClient(settings => settings with
        {
            OnFrame = _ =>
            {
                if (how == "throws")
                    throw new InvalidOperationException();
                released.Wait();
            },
        });
        var answer = client.SendAsync(Request.Get("/"));
        var server = await Accept();
        Assert.Equal("GET", (await server.ExpectHeaders(1))[":method"]);
        await server.Send(Headers(1).Field(":status", "204").EndStream());
        Assert.Equal(204, (await answer.WaitAsync(Deadline)).Status);
        released.Set();
    }

    /// <summary>A log that keeps its warnings.</summary>
    private sealed class Complaints() : LoggingAdapterBase(DefaultLogMessageFormatter.Instance)
    {
        private readonly ConcurrentQueue<string> _warnings = new();

        public IEnumerable<string> Warnings => _warnings;

        public override bool IsDebugEnabled => false;

        public override bool IsErrorEnabled => true;

        public override bool IsInfoEnabled => false;

        public override bool IsWarningEnabled => true;

        protected override void NotifyLog(LogLevel logLevel, object message, Exception? cause = null) => _warnings.Enqueue($"{message}");
    }
}
