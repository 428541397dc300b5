namespace AkkaH2.Protocol.Priorities;

/// <summary>The parameters of one Priority field value (RFC 9218 §4); null is a parameter that it does not name, or names with a wrong value.</summary>
/// <param name="Urgency">0, the most urgent, to 7.</param>
/// <param name="Incremental">True if the client can use pieces of the response.</param>
internal readonly record struct PriorityParameters(int? Urgency, bool? Incremental);

/// <summary>How a response is sent among others (RFC 9218 §4).</summary>
/// <param name="Urgency">RFC 9218 §4.1: 0, the most urgent, to 7.</param>
/// <param name="Incremental">RFC 9218 §4.2: true if it shares its turns with others of its urgency, false if those are sent one after the other.</param>
internal readonly record struct ResponsePriority(int Urgency, bool Incremental)
{
    /// <summary>How many levels of urgency there are.</summary>
    public const int Levels = 8;

    private const int DefaultUrgency = 3;

    /// <summary>Of a client that says nothing. We let those responses share: RFC 9218 §10 leaves it to servers, and it is fair to all of them.</summary>
    public static ResponsePriority Unsignalled => new(DefaultUrgency, Incremental: true);

    /// <summary>RFC 9218 §4: what a client leaves out has its default, urgency 3 and not incremental.</summary>
    public static ResponsePriority Asked(PriorityParameters asked) => new(asked.Urgency ?? DefaultUrgency, asked.Incremental ?? false);

    /// <summary>RFC 9218 §8: what the response says goes before what the client asked; what it leaves out stays.</summary>
    public ResponsePriority Merge(PriorityParameters answered) => new(answered.Urgency ?? Urgency, answered.Incremental ?? Incremental);
}
