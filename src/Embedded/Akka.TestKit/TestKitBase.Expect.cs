using Akka.Actor;
using Akka.TestKit.Internal;
using static Akka.TestKit.Internal.Waiting;

namespace Akka.TestKit;

/// <summary>The next message, which must have the type T and what else the form asks; or no message.</summary>
public abstract partial class TestKitBase
{
    public T ExpectMsg<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(Blocking, duration, hint, Anything, cancellationToken).Now();

    public T ExpectMsg<T>(T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Blocking, timeout, hint, EqualTo(message, hint), cancellationToken).Now();

    public T ExpectMsg<T>(Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Blocking, timeout, hint, Matching(isMessage, hint), cancellationToken).Now();

    public T ExpectMsg<T>(Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(Blocking, timeout, hint, (message, _) => assert(message), cancellationToken).Now();

    public T ExpectMsg<T>(
        Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Blocking, timeout, hint, Matching(isMessageAndSender, hint), cancellationToken).Now();

    public T ExpectMsg<T>(
        Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Blocking, timeout, hint, assertMessageAndSender, cancellationToken).Now();

    public T ExpectMsg<T>(
        T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Blocking, timeout, hint, EqualTo(expected, comparer, hint), cancellationToken).Now();

    public ValueTask<T> ExpectMsgAsync<T>(TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(Awaiting, duration, hint, Anything, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Awaiting, timeout, hint, EqualTo(message, hint), cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Awaiting, timeout, hint, Matching(isMessage, hint), cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(Action<T> assert, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(Awaiting, timeout, hint, (message, _) => assert(message), cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        Func<T, IActorRef, bool> isMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Awaiting, timeout, hint, Matching(isMessageAndSender, hint), cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        Action<T, IActorRef> assertMessageAndSender, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Awaiting, timeout, hint, assertMessageAndSender, cancellationToken);

    public ValueTask<T> ExpectMsgAsync<T>(
        T expected, Func<T, T, bool> comparer, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Awaiting, timeout, hint, EqualTo(expected, comparer, hint), cancellationToken);

    public Terminated ExpectTerminated(IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Blocking, timeout, hint, TerminatedOf(target), cancellationToken).Now();

    public ValueTask<Terminated> ExpectTerminatedAsync(
        IActorRef target, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Awaiting, timeout, hint, TerminatedOf(target), cancellationToken);

    public void ExpectNoMsg(CancellationToken cancellationToken = default) => Nothing(Blocking, RemainingOrDefault, cancellationToken).Now();

    public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default) =>
        Nothing(Blocking, Dilated(duration), cancellationToken).Now();

    public void ExpectNoMsg(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsg(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    public ValueTask ExpectNoMsgAsync(CancellationToken cancellationToken = default) => Nothing(Awaiting, RemainingOrDefault, cancellationToken);

    public ValueTask ExpectNoMsgAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
        Nothing(Awaiting, Dilated(duration), cancellationToken);

    public ValueTask ExpectNoMsgAsync(int milliseconds, CancellationToken cancellationToken = default) =>
        ExpectNoMsgAsync(TimeSpan.FromMilliseconds(milliseconds), cancellationToken);

    private async ValueTask<T> Expect<T>(
        Waiting waiting, TimeSpan? timeout, string? hint, Action<T, IActorRef> assert, CancellationToken cancellationToken)
    {
        var max = RemainingOrDilated(timeout);
        var envelope = await Take(waiting, max, cancellationToken);
        if (envelope is null)
            _assertions.Fail("Failed: Timeout {0} while waiting for a message of type {1}{2}", max, typeof(T), Hinted(hint));
        else if (envelope.Message is not T)
            _assertions.Fail(
                "Failed: Expected a message of type {0}, but received {{{1}}} (type {2}) instead from {3}{4}",
                typeof(T), envelope.Message, envelope.Message.GetType(), envelope.Sender, Hinted(hint));
        var message = (T)envelope!.Message;
        assert(message, envelope.Sender);
        return message;
    }

    private async ValueTask Nothing(Waiting waiting, TimeSpan max, CancellationToken cancellationToken)
    {
        var envelope = await Take(waiting, max, cancellationToken);
        _lastWasNoMsg = true;
        if (envelope is not null)
            _assertions.Fail("Failed: Expected no messages during {0}, instead we received {1}", max, envelope);
    }

    private static void Anything<T>(T message, IActorRef sender)
    {
    }

    private Action<T, IActorRef> EqualTo<T>(T expected, string? hint) => (message, _) => _assertions.AssertEqual(expected, message, hint ?? "");

    private Action<T, IActorRef> EqualTo<T>(T expected, Func<T, T, bool> comparer, string? hint) =>
        (message, _) => _assertions.AssertEqual(expected, message, comparer, hint ?? "");

    private Action<T, IActorRef> Matching<T>(Predicate<T> isMessage, string? hint) => Matching<T>((message, _) => isMessage(message), hint);

    private Action<T, IActorRef> Matching<T>(Func<T, IActorRef, bool> isMatch, string? hint) => (message, sender) =>
        _assertions.AssertTrue(isMatch(message, sender), "Got a message of the expected type <{0}> from {1}, but it does not match: {2}{3}", typeof(T), sender, message!, Hinted(hint));

    private Action<Terminated, IActorRef> TerminatedOf(IActorRef target) => (terminated, _) =>
        _assertions.AssertEqual(target, terminated.ActorRef, "Expected {0} to be terminated, but it was {1}", target, terminated.ActorRef);

    private static string Hinted(string? hint) => string.IsNullOrEmpty(hint) ? "" : $" {hint}";
}
