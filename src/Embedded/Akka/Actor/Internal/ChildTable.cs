using Akka.Util.Internal;

namespace Akka.Actor.Internal;

/// <summary>
/// The children of one actor by name. Its owner changes it; any thread may look (selections) and, for guardians, add.
/// A lock is enough, and nobody else sees this object: it is taken when children come, go or are looked up, never when a message passes.
/// </summary>
internal sealed class ChildTable
{
    private SmallMap<string, ChildRestartStats?> _byName;
    private SmallMap<string, FunctionRef> _functionRefs;
    private int _dying;
    private WaitReason? _waitingFor;
    private bool _terminated;

    public bool IsTerminating => _terminated || _waitingFor == WaitReason.Termination;

    public bool IsNormal => !_terminated && _waitingFor is not { HoldsMessages: true };

    public bool WaitsForChildren => _waitingFor is { HoldsMessages: true };

    /// <summary>A reserved name has no stats yet: it is taken, but nobody sees a child.</summary>
    public void Reserve(string name)
    {
        lock (this)
        {
            if (IsTerminating)
                throw new InvalidOperationException($"Cannot reserve actor name '{name}': {(_terminated ? "already terminated" : "terminating")}");

            if (!_byName.TryAdd(name, null))
                throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!");
        }
    }

    public void Unreserve(string name)
    {
        lock (this)
        {
            if (_byName.TryGetValue(name, out var stats) && stats is null)
                _byName.Remove(name);
        }
    }

    /// <summary>False when the owner began to stop meanwhile: the child must stop at once.</summary>
    public bool Add(ChildRestartStats stats)
    {
        lock (this)
        {
            if (_terminated)
                return false;

            _byName[stats.Child.Path.Name] = stats;
            if (_waitingFor != WaitReason.Termination)
                return true;

            stats.IsDying = true;
            _dying++;
            return false;
        }
    }

    public void ShallDie(IActorRef child)
    {
        lock (this)
        {
            if (!TryGet(child, out var stats) || stats.IsDying)
                return;

            stats.IsDying = true;
            _dying++;
            _waitingFor ??= WaitReason.UserRequest;
        }
    }

    /// <summary>What the owner waited for, if this was the last child it waited for.</summary>
    public WaitReason? Remove(IActorRef child)
    {
        lock (this)
        {
            if (!TryGet(child, out var stats))
                return null;

            _byName.Remove(child.Path.Name);
            if (!stats.IsDying || --_dying > 0)
                return null;

            var reason = _waitingFor;
            _waitingFor = null;
            _terminated |= reason == WaitReason.Termination;
            return reason;
        }
    }

    /// <summary>True when children are dying, so that the owner has to wait for them.</summary>
    public bool WaitFor(WaitReason reason)
    {
        lock (this)
        {
            if (_waitingFor is null)
            {
                _terminated |= reason == WaitReason.Termination;
                return false;
            }

            _waitingFor = reason;
            return true;
        }
    }

    public bool TryGetByName(string name, out ChildRestartStats stats)
    {
        lock (this)
            return _byName.TryGetValue(name, out stats!) && stats is not null;
    }

    public bool TryGetByRef(IActorRef child, out ChildRestartStats stats)
    {
        lock (this)
            return TryGet(child, out stats);
    }

    public ChildRestartStats[] Snapshot()
    {
        lock (this)
        {
            if (_byName.Count == 0)
                return [];

            var all = new List<ChildRestartStats>(_byName.Count);
            foreach (var stats in _byName.Values)
            {
                if (stats is not null)
                    all.Add(stats);
            }

            return all.ToArray();
        }
    }

    public void Add(FunctionRef functionRef)
    {
        lock (this)
            _functionRefs.TryAdd(functionRef.Path.Name, functionRef);
    }

    public bool Remove(FunctionRef functionRef)
    {
        lock (this)
            return _functionRefs.Remove(functionRef.Path.Name);
    }

    public FunctionRef? FunctionRefNamed(string name)
    {
        lock (this)
            return _functionRefs.TryGetValue(name, out var functionRef) ? functionRef : null;
    }

    public IReadOnlyCollection<FunctionRef> TakeFunctionRefs()
    {
        lock (this)
        {
            var taken = _functionRefs.Values;
            _functionRefs = default;
            return taken;
        }
    }

    private bool TryGet(IActorRef child, out ChildRestartStats stats) =>
        _byName.TryGetValue(child.Path.Name, out stats!) && stats is not null && stats.Child.Equals(child);
}
