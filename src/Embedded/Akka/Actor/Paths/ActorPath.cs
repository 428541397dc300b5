using System.Diagnostics.CodeAnalysis;

namespace Akka.Actor;

/// <summary>Where an actor is: the names from the root to it. Two incarnations of one path differ in <see cref="Uid"/> only.</summary>
public abstract partial class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>
{
    private readonly string _name;
    private readonly ActorPath _parent;
    private int _hash;

    protected ActorPath(Address address, string name)
    {
        _name = name;
        _parent = null!;
        _ = address;
    }

    protected ActorPath(ActorPath parentPath, string name, long uid)
    {
        _name = name;
        _parent = parentPath;
        Uid = uid;
        Depth = parentPath.Depth + 1;
    }

    public string Name => _name;

    public long Uid { get; }

    public int Depth { get; }

    /// <summary>Kept by the root alone, so that a child's path is smaller.</summary>
    private protected virtual Address RootAddress => Root.RootAddress;

    public Address Address => RootAddress;

    public ActorPath Root
    {
        get
        {
            var path = this;
            while (path._parent is { } parent)
                path = parent;

            return path;
        }
    }

    public ActorPath Parent => _parent ?? this;

    /// <summary>The names below the root, outermost first.</summary>
    public IReadOnlyList<string> Elements
    {
        get
        {
            if (Depth == 0)
                return [""];

            var names = new string[Depth];
            for (var path = this; path.Depth > 0; path = path._parent)
                names[path.Depth - 1] = path._name;

            return names;
        }
    }

    internal int HashWithUid => HashCode.Combine(GetHashCode(), Uid);

    public static ActorPath operator /(ActorPath path, string name) => new ChildActorPath(path, name, ActorCell.UndefinedUid);

    public static ActorPath operator /(ActorPath path, IEnumerable<string> name) =>
        name.Where(n => n.Length > 0).Aggregate(path, (parent, n) => parent / n);

    public static bool operator ==(ActorPath? left, ActorPath? right) => Equals(left, right);

    public static bool operator !=(ActorPath? left, ActorPath? right) => !Equals(left, right);

    public ActorPath Child(string childName) => this / childName;

    public ActorPath WithUid(long uid) => uid == Uid || Depth == 0 ? this : new ChildActorPath(_parent, _name, uid);

    public bool Equals(ActorPath? other)
    {
        if (other is null || Depth != other.Depth)
            return false;

        var (left, right) = (this, other);
        for (; !ReferenceEquals(left, right); (left, right) = (left._parent, right._parent))
        {
            if (!string.Equals(left._name, right._name, StringComparison.Ordinal))
                return false;

            if (left.Depth == 0)
                return left.RootAddress.Equals(right.RootAddress);
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    [SuppressMessage("ReSharper", "NonReadonlyMemberInGetHashCode", Justification = "A cache of an immutable value")]
    public override int GetHashCode()
    {
        if (_hash == 0)
            _hash = HashCode.Combine(_parent?.GetHashCode() ?? RootAddress.GetHashCode(), _name.GetHashCode()) | 1;

        return _hash;
    }

    public int CompareTo(ActorPath? other) =>
        other is null ? 1 : string.CompareOrdinal(ToStringWithAddress(), other.ToStringWithAddress());
}
