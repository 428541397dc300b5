namespace AkkaH2.Referee;

/// <summary>Octets that break a rule: which one, the error code that the rule names, and what was seen.</summary>
public sealed class RuleBrokenException(string rule, ErrorNumber code, string seen) : Exception($"{rule}: {seen}")
{
    /// <summary>The section, such as <c>RFC 9113 §6.9</c>.</summary>
    public string Rule { get; } = rule;

    /// <summary>The code that a receiver would answer with (RFC 9113 §7).</summary>
    public ErrorNumber Code { get; } = code;
}
