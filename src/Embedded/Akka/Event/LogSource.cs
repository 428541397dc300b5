using Akka.Actor;

namespace Akka.Event;

/// <summary>Who logs, as a text and as a type.</summary>
public readonly struct LogSource
{
    private LogSource(string source, Type type) => (Source, Type) = (source, type);

    public string Source { get; }

    public Type Type { get; }

    public static LogSource Create(object o) => new(TextOf(o), SourceType(o));

    public static LogSource Create(object o, ActorSystem system) => new(TextOf(o, system), SourceType(o));

    public static LogSource Create(string source, Type t) => new(source, t);

    public static string FromString(string source, ActorSystem system) => $"{source}({system})";

    public static string FromType(Type t, ActorSystem system) => $"{Logging.SimpleName(t)}({system})";

    public static string FromActor(IActorContext actor, ActorSystem system) => FromActorRef(actor.Self, system);

    public static string FromActorRef(IActorRef a, ActorSystem system) => a.Path.ToString()!;

    /// <summary>The type of the actor for its context.</summary>
    public static Type SourceType(object o) => o switch
    {
        Type type => type,
        IActorContext context => context.Props.Type,
        string => typeof(DummyClassForStringSources),
        _ => o.GetType(),
    };

    private static string TextOf(object o) => o switch
    {
        IActorContext context => context.Self.Path.ToString()!,
        IActorRef actor => actor.Path.ToString()!,
        string text => text,
        Type type => Logging.SimpleName(type),
        _ => Logging.SimpleName(o),
    };

    private static string TextOf(object o, ActorSystem system) => o switch
    {
        IActorContext context => FromActor(context, system),
        IActorRef actor => FromActorRef(actor, system),
        string text => FromString(text, system),
        Type type => FromType(type, system),
        ActorSystem => TextOf(o),
        _ => FromType(o.GetType(), system),
    };
}

public class DummyClassForStringSources
{
}
