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
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--ignore-certificate-errors",
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

    /// <summary>The value of an expression in the page; of a promise, once it is kept.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        var evaluated = await CommandAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        Assert.False(evaluated.TryGetProperty("exceptionDetails", out var thrown), $"{expression}: {thrown}");
        return evaluated.GetProperty("result").GetProperty("value");
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
