namespace AkkaH2.Configuration;

/// <summary><c>akka.h2.per-key</c>: the actors of MapActorPerKey.</summary>
public sealed record PerKeySettings
{
    internal PerKeySettings(SettingsReader read)
    {
        PassivateAfter = read.TimeOrInfinite("passivate-after");
        MaxActors = read.Number("max-actors", 1);
    }

    /// <summary>Time without a request after which an actor is stopped; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan PassivateAfter { get; }

    /// <summary>Actors of one route at once.</summary>
    public int MaxActors { get; }
}
