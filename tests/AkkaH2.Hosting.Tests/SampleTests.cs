using System.Net;
using System.Net.Sockets;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.Hosting.Tests;

/// <summary>samples/Hosting as a process.</summary>
public sealed class SampleTests : HostTest
{
    private static string Program => Programs.Sample("Hosting", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name);

    [Fact]
    public async Task It_serves_and_SIGTERM_ends_it_with_0_and_a_clean_log()
    {
        await using var sample = await ServerProcess.StartAsync(Program, ["--urls", "http://127.0.0.1:0"], Deadline);
        Assert.Equal("Hello, host!\n", await Client.GetStringAsync(new Uri(sample.Address, "/hello/host")));
        Assert.Equal("order 7\n", await Client.GetStringAsync(new Uri(sample.Address, "/orders/7")));
        Assert.Equal("ready\n", await Client.GetStringAsync(new Uri(sample.Address, "/ready")));

        Assert.Equal(0, await sample.TerminateAsync(Deadline));

        Assert.DoesNotMatch("(?m)^(warn|fail|crit): |[Ee]xception|^\\[(WARNING|ERROR)\\]", sample.Output);
        Assert.Contains("info: AkkaH2.Hosting[1]", sample.Output);
    }

    [Fact]
    public async Task A_busy_port_is_one_sentence_of_its_end()
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();

        var said = await ToolProcess.RunAsync("dotnet", [Program, "--urls", $"http://{busy.LocalEndpoint}"], Deadline);

        Assert.NotEqual(0, said.ExitCode);
        Assert.Contains($"cannot bind {busy.LocalEndpoint} with transport 'sockets': address already in use", said.Error);
    }
}
