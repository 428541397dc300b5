namespace AkkaH2.Interop.Tests.Servers;

/// <summary>samples/Hello, as the README starts it.</summary>
public sealed class HelloTests
{
    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Hello_greets_whom_the_path_names()
    {
        await using var hello = await ServerProcess.StartAsync(SamplePrograms.Hello, ["0"], Deadlines.Answer);
        using var client = new Client(hello.Address);

        Assert.Equal("Hello, world!\n", await client.GetStringAsync("/hello/world"));
    }
}
