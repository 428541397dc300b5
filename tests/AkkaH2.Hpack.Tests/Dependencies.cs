namespace AkkaH2.Hpack.Tests;

public sealed class Dependencies
{
    [Fact]
    public void The_library_needs_nothing_but_the_runtime() =>
        Assert.All(typeof(HpackDecoder).Assembly.GetReferencedAssemblies(), assembly => Assert.StartsWith("System.", assembly.Name));
}
