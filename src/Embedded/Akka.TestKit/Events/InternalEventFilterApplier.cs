using Akka.Actor;
using Akka.TestKit.TestEvent;
using static Akka.TestKit.Internal.Waiting;

namespace Akka.TestKit.Internal;

/// <summary>Mutes the filters while a block runs and counts what they match; every form of the interface ends in Run.</summary>
internal sealed class InternalEventFilterApplier(TestKitBase testkit, ActorSystem system, IReadOnlyList<EventFilterBase> filters) : IEventFilterApplier
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    public EventFilterFactory And => new(testkit, system, filters);

    public void Expect(int expectedCount, Action action, CancellationToken cancellationToken = default) =>
        Run(Blocking, expectedCount, null, Returning(action), cancellationToken).Now();

    public void Expect(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Run(Blocking, expectedCount, timeout, Returning(action), cancellationToken).Now();

    public T Expect<T>(int expectedCount, Func<T> func, CancellationToken cancellationToken = default) =>
        Run(Blocking, expectedCount, null, Returning(func), cancellationToken).Now();

    public T Expect<T>(int expectedCount, TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) =>
        Run(Blocking, expectedCount, timeout, Returning(func), cancellationToken).Now();

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, CancellationToken cancellationToken = default) =>
        Run(Awaiting, expectedCount, null, Returning(actionAsync), cancellationToken).AsTask();

    public Task ExpectAsync(int expectedCount, Func<Task> actionAsync, TimeSpan? timeout, CancellationToken cancellationToken = default) =>
        Run(Awaiting, expectedCount, timeout, Returning(actionAsync), cancellationToken).AsTask();

    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Action action, CancellationToken cancellationToken = default) =>
        Run(Awaiting, expectedCount, timeout, Returning(action), cancellationToken).AsTask();

    public Task ExpectAsync(int expectedCount, TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        Run(Awaiting, expectedCount, timeout, Returning(action), cancellationToken).AsTask();

    public Task<T> ExpectAsync<T>(int expectedCount, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Run(Awaiting, expectedCount, null, func, cancellationToken).AsTask();

    public Task<T> ExpectAsync<T>(int expectedCount, TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Run(Awaiting, expectedCount, timeout, func, cancellationToken).AsTask();

    public void ExpectOne(Action action, CancellationToken cancellationToken = default) => Expect(1, action, cancellationToken);

    public void ExpectOne(TimeSpan timeout, Action action, CancellationToken cancellationToken = default) => Expect(1, timeout, action, cancellationToken);

    public T ExpectOne<T>(Func<T> func, CancellationToken cancellationToken = default) => Expect(1, func, cancellationToken);

    public T ExpectOne<T>(TimeSpan timeout, Func<T> func, CancellationToken cancellationToken = default) => Expect(1, timeout, func, cancellationToken);

    public Task ExpectOneAsync(Action action, CancellationToken cancellationToken = default) =>
        Run(Awaiting, 1, null, Returning(action), cancellationToken).AsTask();

    public Task ExpectOneAsync(Func<Task> actionAsync, CancellationToken cancellationToken = default) => ExpectAsync(1, actionAsync, cancellationToken);

    public Task ExpectOneAsync(TimeSpan timeout, Func<Task> action, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, timeout, action, cancellationToken);

    public Task<T> ExpectOneAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) => ExpectAsync(1, func, cancellationToken);

    public Task<T> ExpectOneAsync<T>(TimeSpan timeout, Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        ExpectAsync(1, timeout, func, cancellationToken);

    public void Mute(Action action, CancellationToken cancellationToken = default) =>
        Run(Blocking, null, null, Returning(action), cancellationToken).Now();

    public T Mute<T>(Func<T> func, CancellationToken cancellationToken = default) => Run(Blocking, null, null, Returning(func), cancellationToken).Now();

    public Task MuteAsync(Action action, CancellationToken cancellationToken = default) =>
        Run(Awaiting, null, null, Returning(action), cancellationToken).AsTask();

    public Task MuteAsync(Func<Task> action, CancellationToken cancellationToken = default) =>
        Run(Awaiting, null, null, Returning(action), cancellationToken).AsTask();

    public Task<T> MuteAsync<T>(Func<Task<T>> func, CancellationToken cancellationToken = default) =>
        Run(Awaiting, null, null, func, cancellationToken).AsTask();

    public IUnmutableFilter Mute() => new Muted(system, filters);

    private async ValueTask<T> Run<T>(Waiting waiting, int? expected, TimeSpan? timeout, Func<Task<T>> block, CancellationToken cancellationToken)
    {
        var matches = new Matches();
        foreach (var filter in filters)
            filter.EventMatched += matches.Count;
        try
        {
            using var muted = new Muted(system, filters);
            var result = await block();
            if (expected is { } count)
                await Await(waiting, count, timeout ?? testkit.Dilated(testkit.TestKitSettings.TestEventFilterLeeway), matches, cancellationToken);
            return result;
        }
        finally
        {
            foreach (var filter in filters)
                filter.EventMatched -= matches.Count;
        }
    }

    // None expected means that none may come as long as the timeout lasts.
    private async ValueTask Await(Waiting waiting, int expected, TimeSpan timeout, Matches matches, CancellationToken cancellationToken)
    {
        var enough = Math.Max(expected, 1);
        if (waiting == Blocking)
            testkit.AwaitConditionNoThrow(() => matches.Received >= enough, timeout, Poll, cancellationToken);
        else
            await testkit.AwaitConditionNoThrowAsync(() => matches.Received >= enough, timeout, Poll, cancellationToken);

        var received = matches.Received;
        var assertions = testkit.Assertions;
        assertions.AssertTrue(received >= expected, "Timeout ({0}) waiting for {1} of: {2}. Only received {3}.", timeout, Events(expected), What, received);
        assertions.AssertTrue(received <= expected, "Expected {0} of: {1}. Received {2} too many.", Events(expected), What, received - expected);
    }

    private string What => string.Join(" or ", filters);

    private static string Events(int count) => count == 1 ? "1 event" : $"{count} events";

    private static Func<Task<object?>> Returning(Action action) => () =>
    {
        action();
        return Task.FromResult<object?>(null);
    };

    private static Func<Task<object?>> Returning(Func<Task> action) => async () =>
    {
        await action();
        return null;
    };

    private static Func<Task<T>> Returning<T>(Func<T> func) => () => Task.FromResult(func());

    private sealed class Matches
    {
        private int _received;

        public int Received => Volatile.Read(ref _received);

        public void Count(EventFilterBase filter, Event.LogEvent logEvent) => Interlocked.Increment(ref _received);
    }

    private sealed class Muted : IUnmutableFilter
    {
        private readonly ActorSystem _system;
        private readonly IReadOnlyCollection<EventFilterBase> _filters;

        public Muted(ActorSystem system, IReadOnlyCollection<EventFilterBase> filters)
        {
            (_system, _filters) = (system, filters);
            system.EventStream.Publish(new Mute(filters));
        }

        public void Unmute() => _system.EventStream.Publish(new Unmute(_filters));

        public void Dispose() => Unmute();
    }
}
