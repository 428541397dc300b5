using Akka.Actor.Internal;

namespace Akka.Actor;

public partial class ActorCell
{
    private const string NameDigits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";

    private ChildTable? _children;
    private long _generatedNames;

    internal bool IsTerminating => _terminated || _children is { IsTerminating: true };

    internal bool IsNormal => !_terminated && _children is null or { IsNormal: true };

    private ChildTable Children =>
        Volatile.Read(ref _children) ?? Interlocked.CompareExchange(ref _children, new ChildTable(), null) ?? _children!;

    public virtual IActorRef ActorOf(Props props, string name = null!) => MakeChild(props, name, isSystemService: false);

    public virtual IActorRef AttachChild(Props props, bool isSystemService, string name = null!) => MakeChild(props, name, isSystemService);

    IActorRef IActorContext.Child(string name) => GetChildByName(name) ?? ActorRefs.Nobody;

    IEnumerable<IActorRef> IActorContext.GetChildren() => GetChildren();

    public IEnumerable<IInternalActorRef> GetChildren() =>
        _children is { } children ? Array.ConvertAll(children.Snapshot(), static s => s.Child) : [];

    public void Stop(IActorRef child)
    {
        _children?.ShallDie(child);
        ((IInternalActorRef)child).Stop();
    }

    public IInternalActorRef GetChildByName(string name) =>
        _children is { } children && children.TryGetByName(name, out var stats) ? stats.Child : (FunctionRefNamed(name) as IInternalActorRef)!;

    /// <summary>A name may carry a uid, <c>name#uid</c>: then only that incarnation is found.</summary>
    public IInternalActorRef GetSingleChild(string name)
    {
        var hash = name.LastIndexOf('#');
        var child = GetChildByName(hash < 0 ? name : name[..hash]);
        return child is null || (hash >= 0 && child.Path.Uid.ToString() != name[(hash + 1)..]) ? ActorRefs.Nobody : child;
    }

    internal bool TryGetChildStatsByRef(IActorRef child, out ChildRestartStats stats)
    {
        stats = null!;
        return _children is { } children && children.TryGetByRef(child, out stats);
    }

    internal ChildRestartStats[] ChildStats() => _children?.Snapshot() ?? [];

    internal string GenerateName()
    {
        var number = Interlocked.Increment(ref _generatedNames) - 1;
        Span<char> digits = stackalloc char[16];
        var length = 0;
        digits[length++] = '$';
        do
        {
            digits[length++] = NameDigits[(int)(number & 63)];
            number >>>= 6;
        }
        while (number > 0);

        return digits[..length].ToString();
    }

    private IInternalActorRef MakeChild(Props props, string? name, bool isSystemService)
    {
        if (name is null)
            name = GenerateName();
        else
            CheckName(name);

        var children = _terminated ? throw new InvalidOperationException($"Cannot reserve actor name '{name}': already terminated") : Children;
        children.Reserve(name);
        IInternalActorRef child;
        try
        {
            var path = new ChildActorPath(_self.Path, name, NewUid());
            child = _system.Provider.ActorOf(_system, props, _self, path, isSystemService, deploy: null!, lookupDeploy: true, async: false);
        }
        catch
        {
            children.Unreserve(name);
            throw;
        }

        for (var suspended = Mailbox?.SuspendCount ?? 0; suspended > 0; suspended--)
            child.Suspend();

        var mayLive = children.Add(new ChildRestartStats(child));
        child.Start();
        if (!mayLive)
            child.Stop();

        return child;
    }

    /// <summary>Looks only when it is enumerated, which strategies rarely do.</summary>
    private IEnumerable<IInternalActorRef> EachChild()
    {
        foreach (var stats in ChildStats())
            yield return stats.Child;
    }

    private static long NewUid() => Random.Shared.NextInt64(1, int.MaxValue);

    private static void CheckName(string name)
    {
        if (name.Length == 0)
            throw new InvalidActorNameException("Actor name must not be empty.");

        if (!ActorPath.IsValidPathElement(name))
            throw new InvalidActorNameException(
                $"Illegal actor name [{name}]. Actor paths MUST: not start with `$`, include only ASCII letters and "
                + $"can only contain these special characters: {ActorPath.ValidSymbols}.");
    }

    private void HandleChildTerminated(IActorRef child)
    {
        var waitedFor = _children?.Remove(child);

        try
        {
            // The strategy may want to know; a stopped actor has none.
            if (_actor is { } actor)
                StrategyOf(actor).HandleChildTerminated(this, child, EachChild());
        }
        catch (Exception e)
        {
            PublishError(e, "HandleChildTerminated failed");
            HandleInvokeFailure(e);
        }

        switch (waitedFor)
        {
            case WaitReason.Recreation recreation: FinishRecreate(recreation.Cause); break;
            case not null when waitedFor == WaitReason.Creation: FinishCreate(); break;
            case not null when waitedFor == WaitReason.Termination: FinishTerminate(); break;
        }
    }
}
