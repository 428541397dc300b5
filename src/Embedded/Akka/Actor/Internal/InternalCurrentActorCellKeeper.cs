namespace Akka.Actor.Internal;

/// <summary>Which cell runs on this thread.</summary>
public static class InternalCurrentActorCellKeeper
{
    [ThreadStatic]
    private static ActorCell? s_current;

    public static ActorCell Current
    {
        get => s_current!;
        set => s_current = value;
    }
}
