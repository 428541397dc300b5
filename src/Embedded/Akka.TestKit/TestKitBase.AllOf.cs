using Akka.TestKit.Internal;
using static Akka.TestKit.Internal.Waiting;

namespace Akka.TestKit;

/// <summary>Several messages in any order, or one of several.</summary>
public abstract partial class TestKitBase
{
    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(params T[] messages) => AllOf(Blocking, RemainingOrDefault, messages, default).Now();

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        AllOf(Blocking, RemainingOrDefault, messages, cancellationToken).Now();

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, params T[] messages) => AllOf(Blocking, Dilated(max), messages, default).Now();

    public IReadOnlyCollection<T> ExpectMsgAllOf<T>(TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        AllOf(Blocking, Dilated(max), messages, cancellationToken).Now();

    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Each(AllOf(Awaiting, RemainingOrDefault, messages, cancellationToken));

    public IAsyncEnumerable<T> ExpectMsgAllOfAsync<T>(TimeSpan max, IReadOnlyCollection<T> messages, CancellationToken cancellationToken = default) =>
        Each(AllOf(Awaiting, Dilated(max), messages, cancellationToken));

    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(params PredicateInfo[] predicates) =>
        AllMatching(Blocking, RemainingOrDefault, predicates, default).Now();

    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(TimeSpan max, params PredicateInfo[] predicates) =>
        AllMatching(Blocking, Dilated(max), predicates, default).Now();

    public IReadOnlyCollection<object> ExpectMsgAllOfMatchingPredicates(IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken) =>
        AllMatching(Blocking, RemainingOrDefault, predicates, cancellationToken).Now();

    public IAsyncEnumerable<object> ExpectMsgAllOfMatchingPredicatesAsync(
        IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken = default) =>
        Each(AllMatching(Awaiting, RemainingOrDefault, predicates, cancellationToken));

    public T ExpectMsgAnyOf<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        AnyOf(Blocking, messages, cancellationToken).Now();

    public ValueTask<T> ExpectMsgAnyOfAsync<T>(IEnumerable<T> messages, CancellationToken cancellationToken = default) =>
        AnyOf(Awaiting, messages, cancellationToken);

    private async ValueTask<IReadOnlyCollection<T>> AllOf<T>(
        Waiting waiting, TimeSpan max, IReadOnlyCollection<T> expected, CancellationToken cancellationToken)
    {
        var missing = expected.ToList();
        var unexpected = new List<object>();
        var received = new List<T>();
        await foreach (var message in Receive(waiting, expected.Count, max, cancellationToken))
        {
            if (message is T typed && missing.Remove(typed))
                received.Add(typed);
            else
                unexpected.Add(message);
        }
        FailUnlessComplete(missing, unexpected);
        return received;
    }

    private async ValueTask<IReadOnlyCollection<object>> AllMatching(
        Waiting waiting, TimeSpan max, IReadOnlyCollection<PredicateInfo> predicates, CancellationToken cancellationToken)
    {
        var missing = predicates.ToList();
        var unexpected = new List<object>();
        var received = new List<object>();
        await foreach (var message in Receive(waiting, predicates.Count, max, cancellationToken))
        {
            received.Add(message);
            if (missing.FindIndex(predicate => predicate.IsMatch(message)) is var index and >= 0)
                missing.RemoveAt(index);
            else
                unexpected.Add(message);
        }
        FailUnlessComplete(missing.ConvertAll(predicate => predicate.Type), unexpected);
        return received;
    }

    private async ValueTask<T> AnyOf<T>(Waiting waiting, IEnumerable<T> messages, CancellationToken cancellationToken)
    {
        var max = RemainingOrDefault;
        var wanted = messages.ToList();
        var envelope = await Take(waiting, max, cancellationToken);
        _assertions.AssertTrue(envelope is not null, "Timeout ({0}) waiting for any of [{1}]", max, string.Join(", ", wanted));
        _assertions.AssertTrue(
            envelope!.Message is T typed && wanted.Contains(typed), "Found unexpected {0}, none of [{1}]", envelope.Message, string.Join(", ", wanted));
        return (T)envelope.Message;
    }

    private void FailUnlessComplete<T>(List<T> missing, List<object> unexpected)
    {
        if (missing.Count + unexpected.Count > 0)
            _assertions.Fail("Not found: [{0}], unexpected: [{1}]", string.Join(", ", missing), string.Join(", ", unexpected));
    }

    private static async IAsyncEnumerable<T> Each<T>(ValueTask<IReadOnlyCollection<T>> messages)
    {
        foreach (var message in await messages)
            yield return message;
    }
}
