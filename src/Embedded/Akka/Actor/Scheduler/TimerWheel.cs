namespace Akka.Actor.Scheduler;

/// <summary>
/// The slots of a hashed wheel: work due at tick n waits in slot n modulo their number. Single-threaded.
/// Cancelled work is dropped when its slot comes by, at most one turn later.
/// </summary>
internal sealed class TimerWheel
{
    private readonly (ScheduledWork? First, ScheduledWork? Last)[] _slots;

    public TimerWheel(int slots, TimeSpan tickDuration)
    {
        if (slots < 1 || !int.IsPow2(slots)) throw new ArgumentException($"akka.scheduler.ticks-per-wheel must be a power of two, but is {slots}");
        if (tickDuration <= TimeSpan.Zero) throw new ArgumentException($"akka.scheduler.tick-duration must be greater than 0, but is {tickDuration}");
        _slots = new (ScheduledWork?, ScheduledWork?)[slots];
        TickDuration = tickDuration;
    }

    public TimeSpan TickDuration { get; }

    /// <summary>The last tick that was turned to.</summary>
    public long Tick { get; private set; }

    /// <summary>How much is waiting, cancelled work included.</summary>
    public int Count { get; private set; }

    public TimeSpan NextTickDue => (Tick + 1) * TickDuration;

    /// <summary>When the next slot comes by that holds anything; never if nothing waits.</summary>
    public TimeSpan NextDue
    {
        get
        {
            if (Count == 0) return TimeSpan.MaxValue;

            var tick = Tick + 1;
            while (SlotOf(tick).First is null) tick++;
            return tick * TickDuration;
        }
    }

    /// <summary>Skips time in which nothing waited.</summary>
    public void MoveTo(TimeSpan now) => Tick = Math.Max(Tick, now.Ticks / TickDuration.Ticks);

    /// <summary>Never early: the tick is the first one at or after the time, and after the one that is over.</summary>
    public void Add(ScheduledWork work)
    {
        work.Tick = Math.Max(Tick + 1, (work.Due.Ticks + TickDuration.Ticks - 1) / TickDuration.Ticks);
        Append(ref SlotOf(work.Tick), work);
        Count++;
    }

    /// <summary>Turns to the next tick and gives what is due, linked in the order it was added.</summary>
    public ScheduledWork? Advance()
    {
        Tick++;
        ref var slot = ref SlotOf(Tick);
        var work = slot.First;
        slot = default;

        (ScheduledWork? First, ScheduledWork? Last) due = default;
        while (work is not null)
        {
            var next = work.Next;
            work.Next = null;
            if (work.Tick > Tick && !work.IsCanceled) Append(ref slot, work);
            else
            {
                Count--;
                if (!work.IsCanceled) Append(ref due, work);
            }
            work = next;
        }
        return due.First;
    }

    /// <summary>Gives all that waits, slot by slot, and forgets it.</summary>
    public IEnumerable<ScheduledWork> Empty()
    {
        Count = 0;
        for (var slot = 0; slot < _slots.Length; slot++)
        {
            var first = _slots[slot].First;
            _slots[slot] = default;
            if (first is not null) yield return first;
        }
    }

    private ref (ScheduledWork? First, ScheduledWork? Last) SlotOf(long tick) => ref _slots[tick & (_slots.Length - 1)];

    private static void Append(ref (ScheduledWork? First, ScheduledWork? Last) list, ScheduledWork work)
    {
        if (list.Last is null) list.First = work;
        else list.Last.Next = work;
        list.Last = work;
    }
}
