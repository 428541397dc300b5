namespace Akka.Actor;

public partial class ActorCell
{
    private Dictionary<string, FunctionRef>? _functionRefs;

    private Dictionary<string, FunctionRef> FunctionRefs =>
        Volatile.Read(ref _functionRefs) ?? Interlocked.CompareExchange(ref _functionRefs, [], null) ?? _functionRefs!;

    /// <summary>A ref below this actor that is a function: it runs on the sender's thread and stops with the actor.</summary>
    internal FunctionRef AddFunctionRef(Action<IActorRef, object> tell, string suffix = "")
    {
        var name = GenerateName();
        if (suffix.Length > 0)
            name += "-" + suffix;

        var path = new ChildActorPath(_self.Path, name, NewUid());
        var functionRef = new FunctionRef(path, _system.Provider, _system, tell);
        var refs = FunctionRefs;
        lock (refs)
            refs.Add(name, functionRef);

        return functionRef;
    }

    internal bool RemoveFunctionRef(FunctionRef functionRef)
    {
        if (_functionRefs is not { } refs)
            return false;

        bool removed;
        lock (refs)
            removed = refs.Remove(functionRef.Path.Name);

        if (removed)
            functionRef.Stop();

        return removed;
    }

    private FunctionRef? FunctionRefNamed(string name)
    {
        if (_functionRefs is not { } refs)
            return null;

        lock (refs)
            return refs.GetValueOrDefault(name);
    }

    private void StopFunctionRefs()
    {
        if (Interlocked.Exchange(ref _functionRefs, null) is not { } refs)
            return;

        lock (refs)
        {
            foreach (var functionRef in refs.Values)
                functionRef.Stop();
        }
    }
}
