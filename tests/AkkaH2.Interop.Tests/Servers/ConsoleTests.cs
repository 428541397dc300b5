using System.Net;
using System.Net.Sockets;
using AkkaH2.Interop.Tests.Faults;

namespace AkkaH2.Interop.Tests.Servers;

/// <summary>The whole console of each sample, word by word, from its start to its end.</summary>
public sealed class ConsoleTests
{
    [ToolTheory("kill")]
    [InlineData("akka-io", "INT")]
    [InlineData("akka-io", "TERM")]
    [InlineData("sockets", "INT")]
    [InlineData("sockets", "TERM")]
    public async Task Hello_says_where_it_listens_and_how_to_try_it(string transport, string signal)
    {
        await using var hello = await SampleConsole.StartAsync(SamplePrograms.Hello, "0", $"akka.h2.transport={transport}");
        using var client = new Client(hello.Address);
        Assert.Equal("Hello, world!\n", await client.GetStringAsync("/hello/world"));

        await hello.SignalAsync(signal);
        var said = await hello.EndAsync();

        var where = hello.Address.ToString().TrimEnd('/');
        Assert.Equal($"listening on {where}\ntry: curl --http2-prior-knowledge {where}/hello/world\n", said.Output);
        Assert.Equal("", said.Error);
        Assert.Equal(0, said.ExitCode);
    }

    [ToolTheory("kill")]
    [InlineData("akka-io", "INT")]
    [InlineData("akka-io", "TERM")]
    [InlineData("sockets", "INT")]
    [InlineData("sockets", "TERM")]
    public async Task Showcase_says_where_it_listens(string transport, string signal)
    {
        await using var showcase = await SampleConsole.StartAsync(SamplePrograms.Showcase, "--port", "0", "--transport", transport);
        using var client = new Client(showcase.Address);
        Assert.Equal("Hello, World!", await client.GetStringAsync("/"));
        Assert.Equal("1", (await client.GetStringAsync("/counter/7")).Trim());

        await showcase.SignalAsync(signal);
        var said = await showcase.EndAsync();

        Assert.Equal($"listening on {showcase.Address.ToString().TrimEnd('/')}\n", said.Output);
        Assert.Equal("", said.Error);
        Assert.Equal(0, said.ExitCode);
    }

    [ToolTheory("kill")]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task AlpnServer_says_where_it_listens(string signal)
    {
        await using var alpn = await SampleConsole.StartAsync(SamplePrograms.AlpnServer, "--redirect-port", "0", "--tls-port", "0");
        while (alpn.Address.Scheme == "https")
            await alpn.NextAddressAsync();

        await alpn.SignalAsync(signal);
        var said = await alpn.EndAsync();

        Assert.All(said.Output.TrimEnd('\n').Split('\n'), line => Assert.Matches("^listening on https?://(127\\.0\\.0\\.1|\\[::1\\]):[0-9]+$", line));
        Assert.Equal("", said.Error);
        Assert.Equal(0, said.ExitCode);
    }

    [ToolTheory("kill")]
    [InlineData("akka-io")]
    [InlineData("sockets")]
    public async Task A_second_SIGTERM_still_waits_for_streams_and_a_second_SIGINT_does_not(string transport)
    {
        await using var showcase = await SampleConsole.StartAsync(SamplePrograms.Showcase, "--port", "0", "--transport", transport);
        using var connection = await RawConnection.OpenAsync(showcase.Address);
        await connection.SendAsync(RawConnection.Preface, RawConnection.Request(1, "GET", "/drip/100000/10", RawConnection.EndStream | RawConnection.EndHeaders));
        await connection.HearAsync(RawConnection.Data);

        await showcase.SignalAsync("TERM");
        await connection.HearAsync(RawConnection.GoAway);
        await showcase.SignalAsync("TERM");
        await connection.HearAsync(RawConnection.Data);
        await showcase.SignalAsync("INT");
        var said = await showcase.EndAsync();

        Assert.Equal("", said.Error);
        Assert.Equal(128 + 2, said.ExitCode); // as a shell counts a process that SIGINT has ended
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData("akka-io")]
    [InlineData("sockets")]
    public async Task A_busy_port_is_one_sentence(string transport)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var sentence = $"cannot bind 127.0.0.1:{port} with transport '{transport}': address already in use\n";

        await EndsWith(sentence, SamplePrograms.Hello, $"{port}", $"akka.h2.transport={transport}");
        await EndsWith(sentence, SamplePrograms.Showcase, "--port", $"{port}", "--transport", transport);
    }

    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData("http")]
    [InlineData("-1")]
    [InlineData("65536")]
    public async Task A_wrong_port_is_one_sentence(string port)
    {
        var sentence = $"'{port}' is not a port: give a number from 0 to 65535, where 0 picks a free one.\n";

        await EndsWith(sentence, SamplePrograms.Hello, port);
        await EndsWith(sentence, SamplePrograms.Showcase, "--port", port);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_wrong_setting_is_one_sentence()
    {
        const string Sentence = "akka.h2.transport must be \"akka-io\" or \"sockets\", but is \"carrier-pigeon\".\n";

        await EndsWith(Sentence, SamplePrograms.Hello, "0", "akka.h2.transport=carrier-pigeon");
    }

    private static async Task EndsWith(string sentence, string program, params string[] arguments)
    {
        var said = await ToolProcess.RunAsync("dotnet", [program, .. arguments], Deadlines.Tool);

        Assert.Equal(sentence, said.Error);
        Assert.Equal("", said.Output);
        Assert.Equal(1, said.ExitCode);
    }
}
