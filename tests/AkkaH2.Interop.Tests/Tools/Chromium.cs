using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using AkkaH2.PeerBench.Load;

namespace AkkaH2.Interop.Tests.Tools;

/// <summary>A headless Chromium with one page, driven by its DevTools protocol: one command at a time, events passed over. It trusts every certificate.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Announcement = "DevTools listening on ";

    private readonly TemporaryFolder _profile;
    private readonly Process _process;
    private readonly ClientWebSocket _devTools = new();
    private readonly CancellationTokenSource _deadline = new(Deadlines.Tool);
    private string? _page; // the session with the page
    private int _commands;

    private Chromium(TemporaryFolder profile, Process process) => (_profile, _process) = (profile, process);

    public static async Task<Chromium> StartAsync()
    {
        var profile = new TemporaryFolder();
        var start = new ProcessStartInfo("chromium", [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--window-size=1280,900", "--ignore-certificate-errors",
            "--remote-debugging-port=0", $"--user-data-dir={profile.File("profile")}", "about:blank"]);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var browser = new Chromium(profile, Process.Start(start)!);
        try
        {
            await browser.AttachAsync();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a page is told of whoever looks at it.</summary>
    /// <param name="colorScheme">Such as <c>dark</c>.</param>
    public Task LookAsync(string colorScheme) =>
        CommandAsync("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = colorScheme } } });

    /// <summary>Runs before any script of the pages that follow.</summary>
    public async Task PrepareAsync(string script)
    {
        await CommandAsync("Page.enable", new { });
        await CommandAsync("Page.addScriptToEvaluateOnNewDocument", new { source = script });
    }

    /// <summary>Presses a key, such as <c>ArrowDown</c>, and lets it go.</summary>
    /// <param name="key">Its name, as <c>KeyboardEvent.key</c> has it.</param>
    /// <param name="code">Its number, which moves the focus where that is what the key does.</param>
    public async Task PressAsync(string key, int code)
    {
        foreach (var type in (string[])["rawKeyDown", "keyUp"])
            await CommandAsync("Input.dispatchKeyEvent", new { type, key, code = key, windowsVirtualKeyCode = code });
    }

    /// <summary>Waits until an expression in the page is true.</summary>
    public async Task UntilAsync(string expression)
    {
        var held = await EvaluateAsync($$"""
            new Promise(keep => {
                const began = performance.now();
                const isHeld = () => { try { return {{expression}}; } catch { return false; } }; // what it names may not be there yet
                const look = () => isHeld() ? keep(true) : performance.now() - began > {{Deadlines.Answer.TotalMilliseconds}} ? keep(document.body.innerText) : requestAnimationFrame(look);
                look();
            })
            """);
        Assert.True(held.ValueKind == JsonValueKind.True, $"never true: {expression}; the page: {held}");
    }

    /// <summary>Octets of the page's objects, without garbage.</summary>
    public async Task<double> HeapAsync()
    {
        await CommandAsync("HeapProfiler.collectGarbage", new { });
        return (await CommandAsync("Runtime.getHeapUsage", new { })).GetProperty("usedSize").GetDouble();
    }

    /// <summary>Goes to an address.</summary>
    public async Task GoToAsync(Uri address)
    {
        var went = await CommandAsync("Page.navigate", new { url = address.ToString() });
        Assert.False(went.TryGetProperty("errorText", out var error), $"{address}: {error}");
    }

    /// <summary>Puts a document in the place of the page's, whose origin it gets.</summary>
    public async Task ShowAsync(string html)
    {
        var tree = await CommandAsync("Page.getFrameTree", new { });
        var frame = tree.GetProperty("frameTree").GetProperty("frame").GetProperty("id").GetString();
        await CommandAsync("Page.setDocumentContent", new { frameId = frame, html });
    }

    /// <summary>The value of an expression in the page, undefined if it has none; of a promise, once it is kept.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        var evaluated = await CommandAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        Assert.False(evaluated.TryGetProperty("exceptionDetails", out var thrown), $"{expression}: {thrown}");
        return evaluated.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    /// <summary>The page as a PNG.</summary>
    public async Task<byte[]> ScreenshotAsync() => (await CommandAsync("Page.captureScreenshot", new { format = "png" })).GetProperty("data").GetBytesFromBase64();

    public async ValueTask DisposeAsync()
    {
        _devTools.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _deadline.Dispose();
        _profile.Dispose();
    }

    private async Task AttachAsync()
    {
        var line = "";
        while (!line.StartsWith(Announcement, StringComparison.Ordinal))
            line = await _process.StandardError.ReadLineAsync(_deadline.Token) ?? throw new InvalidOperationException("chromium ended before it could be driven");
        await _devTools.ConnectAsync(new Uri(line[Announcement.Length..]), _deadline.Token);
        var target = (await CommandAsync("Target.createTarget", new { url = "about:blank" })).GetProperty("targetId").GetString();
        _page = (await CommandAsync("Target.attachToTarget", new { targetId = target, flatten = true })).GetProperty("sessionId").GetString();
    }

    private async Task<JsonElement> CommandAsync(string method, object parameters)
    {
        var id = ++_commands;
        var command = new Dictionary<string, object> { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_page is not null)
            command["sessionId"] = _page;
        await _devTools.SendAsync(JsonSerializer.SerializeToUtf8Bytes(command), WebSocketMessageType.Text, true, _deadline.Token);
        while (true)
        {
            var said = await ReceiveAsync();
            if (!said.TryGetProperty("id", out var answered) || answered.GetInt32() != id)
                continue;
            return said.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method}: {said}");
        }
    }

    private async Task<JsonElement> ReceiveAsync()
    {
        var message = new MemoryStream();
        var buffer = new byte[16_384];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _devTools.ReceiveAsync(buffer.AsMemory(), _deadline.Token);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        using var json = JsonDocument.Parse(message.ToArray());
        return json.RootElement.Clone();
    }
}
