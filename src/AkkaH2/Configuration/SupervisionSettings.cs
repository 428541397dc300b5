using Akka.Actor;

namespace AkkaH2.Configuration;

/// <summary><c>akka.h2.supervision</c>: what becomes of a request whose endpoint has failed.</summary>
public sealed record SupervisionSettings : IDecider
{
    private readonly Directive _default;
    private readonly IReadOnlyDictionary<string, Directive> _byType;

    internal SupervisionSettings(SettingsReader read)
    {
        _default = read.Choice<Directive>("default");
        _byType = read.List("exceptions").ToDictionary(entry => entry.Text("type"), entry => entry.Choice<Directive>("directive"));
        Restarts = read.Number("restarts", 0);
        ListenerFails = read.Choice("escalated", ("stop", false), ("escalate", true));
    }

    /// <summary>How often a request is run again at most.</summary>
    public int Restarts { get; }

    /// <summary>True if an escalated failure fails the listener of its connection too.</summary>
    public bool ListenerFails { get; }

    /// <summary>The directive for the exception's type, or the nearest of its base types that the table has; else the default one.</summary>
    public Directive Decide(Exception cause)
    {
        for (var type = cause.GetType(); type?.FullName is { } name; type = type.BaseType)
        {
            if (_byType.TryGetValue(name, out var directive))
                return directive;
        }

        return _default;
    }
}
