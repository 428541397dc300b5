namespace AkkaH2.Tests.AkkaAssumptions;

/// <summary>
/// Each test here pins one behaviour of Akka.NET that AkkaH2 relies on and a new version could change. Its summary says which part relies on it: where the
/// test fails, that part has to be looked at.
/// </summary>
public abstract class AssumptionTest(string config = "") : Akka.TestKit.Xunit2.TestKit($"{config}\nakka {{ loglevel = OFF, stdout-loglevel = OFF }}")
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
}
