using Akka.Actor;
using Akka.TestKit.Internal;
using static Akka.TestKit.Internal.Waiting;

namespace Akka.TestKit;

/// <summary>The next message and who sent it.</summary>
public abstract partial class TestKitBase
{
    public T ExpectMsgFrom<T>(IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(Blocking, duration, hint, From<T>(sender, Anything), cancellationToken).Now();

    public T ExpectMsgFrom<T>(IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Blocking, timeout, hint, From(sender, EqualTo(message, hint)), cancellationToken).Now();

    public T ExpectMsgFrom<T>(
        IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Blocking, timeout, hint, From(sender, Matching(isMessage, hint)), cancellationToken).Now();

    public T ExpectMsgFrom<T>(
        IActorRef sender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Blocking, timeout, hint, From<T>(sender, (message, _) => assertMessage(message)), cancellationToken).Now();

    public T ExpectMsgFrom<T>(
        Predicate<IActorRef> isSender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Blocking, timeout, hint, From(isSender, Matching(isMessage, hint)), cancellationToken).Now();

    public T ExpectMsgFrom<T>(
        Action<IActorRef> assertSender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Blocking, timeout, hint, Both(assertSender, assertMessage), cancellationToken).Now();

    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, TimeSpan? duration = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect<T>(Awaiting, duration, hint, From<T>(sender, Anything), cancellationToken);

    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, T message, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Awaiting, timeout, hint, From(sender, EqualTo(message, hint)), cancellationToken);

    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Awaiting, timeout, hint, From(sender, Matching(isMessage, hint)), cancellationToken);

    public ValueTask<T> ExpectMsgFromAsync<T>(
        IActorRef sender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Awaiting, timeout, hint, From<T>(sender, (message, _) => assertMessage(message)), cancellationToken);

    public ValueTask<T> ExpectMsgFromAsync<T>(
        Predicate<IActorRef> isSender, Predicate<T> isMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Awaiting, timeout, hint, From(isSender, Matching(isMessage, hint)), cancellationToken);

    public ValueTask<T> ExpectMsgFromAsync<T>(
        Action<IActorRef> assertSender, Action<T> assertMessage, TimeSpan? timeout = null, string? hint = null, CancellationToken cancellationToken = default) =>
        Expect(Awaiting, timeout, hint, Both(assertSender, assertMessage), cancellationToken);

    private Action<T, IActorRef> From<T>(IActorRef expected, Action<T, IActorRef> assert) => (message, sender) =>
    {
        _assertions.AssertEqual(expected, sender, "Sender does not match");
        assert(message, sender);
    };

    private Action<T, IActorRef> From<T>(Predicate<IActorRef> isSender, Action<T, IActorRef> assert) => (message, sender) =>
    {
        _assertions.AssertTrue(isSender(sender), "Sender does not match: {0}", sender);
        assert(message, sender);
    };

    private static Action<T, IActorRef> Both<T>(Action<IActorRef> assertSender, Action<T> assertMessage) => (message, sender) =>
    {
        assertSender(sender);
        assertMessage(message);
    };
}
