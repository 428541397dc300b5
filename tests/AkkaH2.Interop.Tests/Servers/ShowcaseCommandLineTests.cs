using System.Net;
using System.Net.Sockets;

namespace AkkaH2.Interop.Tests.Servers;

/// <summary>What Showcase is told wrong, it says in one sentence, and ends with a failure.</summary>
public sealed class ShowcaseCommandLineTests
{
    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData("'70000' is not a port", "--tls-port", "70000")]
    [InlineData("--redirect-port needs --tls-port", "--redirect-port", "8081")]
    [InlineData("server.pfx", "--cert", "server.pfx")]
    [InlineData("carrier-pigeon", "--transport", "carrier-pigeon")]
    [InlineData("nowhere.conf", "--config", "nowhere.conf")]
    [InlineData("not-an-address", "--host", "not-an-address", "--port", "0")]
    public async Task A_wrong_option_is_named(string said, params string[] arguments)
    {
        var result = await RunAsync(arguments);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(said, result.Error);
        Assert.DoesNotContain("   at ", result.Error);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_file_that_is_no_certificate_is_named()
    {
        var result = await RunAsync("--port", "0", "--tls-port", "0", "--cert", SamplePrograms.Showcase);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains($"cannot use certificate '{SamplePrograms.Showcase}'", result.Error);
        Assert.DoesNotContain("   at ", result.Error);
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData("akka-io")]
    [InlineData("sockets")]
    public async Task A_busy_port_is_named(string transport)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var result = await RunAsync("--port", $"{port}", "--transport", transport);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains($"127.0.0.1:{port}", result.Error);
        Assert.DoesNotContain("   at ", result.Error);
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData("akka.h2.max-concurrent-streams = 0", "akka.h2.max-concurrent-streams")]
    [InlineData("akka.h2.max-frame-size = 10", "akka.h2.max-frame-size")]
    public async Task A_wrong_value_in_the_configuration_is_named_by_its_path(string hocon, string path)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, hocon);

        var result = await RunAsync("--port", "0", "--config", file);
        File.Delete(file);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(path, result.Error);
        Assert.DoesNotContain("   at ", result.Error);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task The_configuration_file_chooses_the_transport_where_the_command_line_does_not()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "akka.h2.transport = sockets");

        await using var server = await ServerProcess.StartAsync(SamplePrograms.Showcase, ["--port", "0", "--config", file], Deadlines.Answer);
        using var client = new Client(server.Address);

        Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
        File.Delete(file);
    }

    private static Task<ToolResult> RunAsync(params string[] arguments) => ToolProcess.RunAsync("dotnet", [SamplePrograms.Showcase, .. arguments], Deadlines.Tool);
}
