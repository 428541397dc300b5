namespace Akka.Configuration.Hocon;

/// <summary>Where a value was written, so that every complaint about it can say so.</summary>
internal readonly record struct Origin(string? Source, int Line, int Column)
{
    public override string ToString() => Source is null ? $"line {Line}, column {Column}" : $"{Source}, line {Line}, column {Column}";
}
