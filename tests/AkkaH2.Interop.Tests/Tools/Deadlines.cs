namespace AkkaH2.Interop.Tests.Tools;

/// <summary>How long anything may take before it counts as hung: generous, because the machine may be busy.</summary>
internal static class Deadlines
{
    public const int TestMilliseconds = 120_000;

    public static readonly TimeSpan Tool = TimeSpan.FromSeconds(90);

    public static readonly TimeSpan Answer = TimeSpan.FromSeconds(30);
}
