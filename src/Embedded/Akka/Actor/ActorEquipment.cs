namespace Akka.Actor;

/// <summary>What an actor gets because of what it is: a stash, timers. The cell calls it around the life of each instance.</summary>
internal static class ActorEquipment
{
    /// <summary>After the constructor.</summary>
    public static void Give(ActorBase actor, ActorCell cell)
    {
        if (actor is IActorStash stashing) stashing.Stash = StashFactory.CreateStash(cell, stashing);
        if (actor is IWithTimers timing) timing.Timers = new TimerScheduler(cell);
        if (actor is ReceiveActor receiving) receiving.EndConstruction();
    }

    /// <summary>
    /// After PostStop or PreRestart, while the mailbox still takes messages: what was stashed goes to the next instance, or to the dead letters with the
    /// rest of the mailbox.
    /// </summary>
    public static void TakeBack(ActorBase actor)
    {
        if (actor is IWithTimers { Timers: { } timers }) timers.CancelAll();
        if (actor is IActorStash { Stash: { } stash }) stash.UnstashAll();
    }
}
