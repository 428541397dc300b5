using Akka.Configuration;

namespace Akka.Actor;

/// <summary>How an actor is deployed: which dispatcher, which mailbox, how large a stash.</summary>
public class Deploy : IEquatable<Deploy>
{
    public static readonly string NoDispatcherGiven = string.Empty;
    public static readonly string NoMailboxGiven = string.Empty;
    public static readonly Scope NoScopeGiven = null!;
    public const int NoStashSize = -1;
    public static readonly Deploy Local = new(Scope.Local);
    public static readonly Deploy None = new();

    public Deploy()
        : this(string.Empty, NoScopeGiven)
    {
    }

    public Deploy(Scope scope)
        : this(string.Empty, scope)
    {
    }

    public Deploy(string path, Scope scope)
        : this(path, scope, NoDispatcherGiven, NoMailboxGiven, NoStashSize)
    {
    }

    private Deploy(string path, Scope scope, string dispatcher, string mailbox, int stashCapacity)
    {
        Path = path;
        Scope = scope;
        Dispatcher = dispatcher;
        Mailbox = mailbox;
        StashCapacity = stashCapacity;
    }

    public string Path { get; }

    public Config Config => Config.Empty;

    public Scope Scope { get; }

    public string Dispatcher { get; }

    public string Mailbox { get; }

    public int StashCapacity { get; }

    public virtual Deploy WithDispatcher(string dispatcher) => new(Path, Scope, dispatcher, Mailbox, StashCapacity);

    public virtual Deploy WithMailbox(string mailbox) => new(Path, Scope, Dispatcher, mailbox, StashCapacity);

    public virtual Deploy WithStashCapacity(int stashSize) => new(Path, Scope, Dispatcher, Mailbox, stashSize);

    /// <summary>What this one leaves open is taken from the other.</summary>
    public virtual Deploy WithFallback(Deploy other) => new(
        Path.Length == 0 ? other.Path : Path,
        Scope ?? other.Scope,
        Dispatcher == NoDispatcherGiven ? other.Dispatcher : Dispatcher,
        Mailbox == NoMailboxGiven ? other.Mailbox : Mailbox,
        StashCapacity == NoStashSize ? other.StashCapacity : StashCapacity);

    public bool Equals(Deploy? other) =>
        other is not null && Path == other.Path && Equals(Scope, other.Scope) && Dispatcher == other.Dispatcher
        && Mailbox == other.Mailbox && StashCapacity == other.StashCapacity;

    public override bool Equals(object? obj) => Equals(obj as Deploy);

    public override int GetHashCode() => HashCode.Combine(Path, Dispatcher, Mailbox, StashCapacity);
}

/// <summary>Where an actor may live. There is only one place here: this process.</summary>
public abstract class Scope : IEquatable<Scope>
{
    public static readonly LocalScope Local = LocalScope.Instance;

    public abstract Scope WithFallback(Scope other);

    public abstract Scope Copy();

    public virtual bool Equals(Scope? other) => other is not null && GetType() == other.GetType();

    public override bool Equals(object? obj) => Equals(obj as Scope);

    public override int GetHashCode() => GetType().GetHashCode();
}

public class LocalScope : Scope
{
    private LocalScope()
    {
    }

    public static LocalScope Instance { get; } = new();

    public override Scope WithFallback(Scope other) => Instance;

    public override Scope Copy() => Instance;
}
