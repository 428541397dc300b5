namespace Akka.Actor;

public partial class ActorCell
{
    /// <summary>A ref below this actor that is a function: it runs on the sender's thread and stops with the actor.</summary>
    internal FunctionRef AddFunctionRef(Action<IActorRef, object> tell, string suffix = "")
    {
        var name = GenerateName();
        if (suffix.Length > 0)
            name += "-" + suffix;

        var path = new ChildActorPath(_self.Path, name, NewUid());
        var functionRef = new FunctionRef(path, _system.Provider, _system, tell);
        Children.Add(functionRef);
        return functionRef;
    }

    internal bool RemoveFunctionRef(FunctionRef functionRef)
    {
        if (_children is not { } children || !children.Remove(functionRef))
            return false;

        functionRef.Stop();
        return true;
    }

    private FunctionRef? FunctionRefNamed(string name) => _children?.FunctionRefNamed(name);

    private void StopFunctionRefs()
    {
        foreach (var functionRef in _children?.TakeFunctionRefs() ?? [])
            functionRef.Stop();
    }
}
