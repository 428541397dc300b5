namespace AkkaH2.Interop.Tests.Clients;

/// <summary>A browser on the port with TLS.</summary>
public abstract class ChromiumTests(InteropServer server)
{
    private const int Resources = 50;

    // Opens a socket, sends a message, and is kept by what comes back.
    private const string Chat = """
        new Promise((keep, fail) => {
            const socket = new WebSocket('URL');
            socket.onopen = () => socket.send('hello');
            socket.onmessage = message => keep(message.data);
            socket.onclose = () => fail('closed');
        })
        """;

    [ToolFact("chromium")]
    [Trait("RFC 9113", "3.2")]
    public async Task A_page_and_its_50_resources_come_over_h2()
    {
        await using var browser = await Chromium.StartAsync();
        await browser.GoToAsync(await server.Process.SecureAddress);
        await browser.ShowAsync("<body><ol id='seen'></ol>");

        // Fetched and read whole: the load of an image that is none may be given up. An entry may come behind its body. Chromium asks for an icon, too.
        await browser.EvaluateAsync($$"""
            Promise.all([...Array({{Resources}}).keys()].map(i => fetch(`/bytes/${1000 + i}`).then(answer => answer.arrayBuffer()))).then(() => new Promise(all => {
                const known = () => performance.getEntriesByType('resource').filter(e => e.name.includes('/bytes/')).length;
                new PerformanceObserver(() => known() < {{Resources}} || all(0)).observe({ type: 'resource', buffered: true });
            }))
            """);
        var seen = await browser.EvaluateAsync("""
            performance.getEntries().filter(e => e.nextHopProtocol && !e.name.endsWith('.ico')).map(e => {
                seen.append(Object.assign(document.createElement('li'), { textContent: `${new URL(e.name).pathname} ${e.nextHopProtocol} ${e.encodedBodySize}` }));
                return `${e.nextHopProtocol} ${e.encodedBodySize}`;
            })
            """);

        string[] expected = ["h2 13", .. Enumerable.Range(0, Resources).Select(i => $"h2 {1_000 + i}")];
        Assert.Equal(expected.Order(), seen.EnumerateArray().Select(e => e.GetString()).Order());
        await File.WriteAllBytesAsync(Path.Combine(AppContext.BaseDirectory, $"chromium-{server.Transport}.png"), await browser.ScreenshotAsync());
    }

    /// <summary>A page that came over HTTP/2 opens its socket on the same connection.</summary>
    [ToolFact("chromium")]
    [Trait("RFC 8441", "5")]
    public async Task A_WebSocket_of_a_page_over_h2_is_a_stream_of_its_connection()
    {
        await using var process = await server.StartAnotherAsync();
        await using var browser = await Chromium.StartAsync();
        var address = await process.SecureAddress;
        await browser.GoToAsync(address);
        await browser.EvaluateAsync("fetch('/').then(answer => answer.text())");
        var sockets = process.OpenSockets;

        var answer = await browser.EvaluateAsync(Chat.Replace("URL", $"wss://{address.Authority}/chat", StringComparison.Ordinal));

        Assert.Equal("hello", answer.GetString());
        Assert.InRange(process.OpenSockets, 0, sockets);
    }

    /// <summary>Without such a connection Chromium asks for http/1.1 by ALPN, and upgrades.</summary>
    [ToolFact("chromium")]
    [Trait("RFC 6455", "4")]
    public async Task A_WebSocket_without_an_h2_connection_is_upgraded_from_HTTP1_over_TLS()
    {
        await using var process = await server.StartAnotherAsync();
        await using var browser = await Chromium.StartAsync();
        var address = await process.SecureAddress;
        var sockets = process.OpenSockets;

        var answer = await browser.EvaluateAsync(Chat.Replace("URL", $"wss://{address.Authority}/chat", StringComparison.Ordinal));

        Assert.Equal("hello", answer.GetString());
        Assert.InRange(process.OpenSockets, sockets + 1, int.MaxValue);
    }
}

[Collection(OnAkkaIo.Name)]
public sealed class ChromiumOnAkkaIo(AkkaIoServer server) : ChromiumTests(server);

[Collection(OnSockets.Name)]
public sealed class ChromiumOnSockets(SocketsServer server) : ChromiumTests(server);
