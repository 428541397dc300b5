namespace AkkaH2.Interop.Tests.Clients;

/// <summary>The page of the live tree in a browser. Each test leaves pictures of what it has seen beside its program.</summary>
public sealed class ConnectionsPageTests
{
    private const string Rows = "document.querySelectorAll('tr.connection').length";

    [ToolTheory("chromium")]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(10_000)]
    public async Task It_shows_a_crowd_in_both_colour_schemes(int connections)
    {
        await using var server = await LiveTreeServer.StartAsync();
        await server.JoinAsync(connections);
        await server.AskAsync(1, "/orders/7");
        await using var browser = await Chromium.StartAsync();
        await browser.LookAsync("light");
        await browser.GoToAsync(server.Address);

        var open = (connections + 1).ToString("N0", System.Globalization.CultureInfo.InvariantCulture); // the browser's own, too
        await browser.UntilAsync($"document.querySelector('#totals dd')?.textContent === '{open}' && {Rows} === {Math.Min(connections + 1, 50)}");
        var light = await browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor");
        await PictureAsync(browser, $"{connections}-light");
        await browser.LookAsync("dark");
        Assert.NotEqual(light.GetString(), (await browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor")).GetString());
        await PictureAsync(browser, $"{connections}-dark");

        await browser.EvaluateAsync("document.getElementById('search').value = 'memory, nothing'; document.getElementById('search').dispatchEvent(new Event('input'))");
        await browser.UntilAsync($"{Rows} === 0 && document.getElementById('empty').textContent === 'No connection matches.'");
        await browser.EvaluateAsync("document.getElementById('search').value = 'listener-1-'; document.getElementById('search').dispatchEvent(new Event('input'))");
        await browser.UntilAsync($"{Rows} === 1"); // the browser's own
    }

    [ToolFact("chromium")]
    public async Task The_crowd_is_paged()
    {
        await using var server = await LiveTreeServer.StartAsync();
        await server.JoinAsync(119);
        await using var browser = await Chromium.StartAsync();
        await browser.GoToAsync(server.Address);
        await browser.UntilAsync("document.getElementById('range').textContent === '1–50 of 120'");
        await browser.EvaluateAsync("document.getElementById('next').click()");
        await browser.UntilAsync("document.getElementById('range').textContent === '51–100 of 120'");
        await browser.EvaluateAsync("document.getElementById('next').click()");
        await browser.UntilAsync("document.getElementById('range').textContent === '101–120 of 120' && document.getElementById('next').disabled");
    }

    /// <summary>ARIA's pattern of a tree grid: one row has the focus, and keeps it while the page updates itself.</summary>
    [ToolFact("chromium")]
    public async Task It_works_by_keyboard()
    {
        await using var server = await LiveTreeServer.StartAsync();
        await server.JoinAsync(2);
        await server.AskAsync(1, "/orders/7");
        await using var browser = await Chromium.StartAsync();
        await browser.GoToAsync(server.Address);
        await browser.UntilAsync($"{Rows} === 3");

        for (var pressed = 0; pressed < 10 && !(await FocusedAsync(browser)).StartsWith("TR", StringComparison.Ordinal); pressed++)
            await browser.PressAsync("Tab", 9);
        Assert.StartsWith("TR 1 true", await FocusedAsync(browser)); // a listener, whose connections are shown
        await browser.PressAsync("End", 35);
        Assert.StartsWith("TR 2 false", await FocusedAsync(browser));
        await browser.PressAsync("ArrowRight", 39);
        await browser.UntilAsync("document.activeElement.getAttribute('aria-expanded') === 'true' && document.querySelectorAll('tr.stream').length === 1");
        await browser.PressAsync("ArrowDown", 40);
        await browser.UntilAsync("document.activeElement.textContent.includes('GET /orders/7')");
        var age = await browser.EvaluateAsync("document.activeElement.children[2].textContent");
        await browser.UntilAsync($"document.activeElement.children[2]?.textContent !== '{age.GetString()}'"); // it was updated
        await PictureAsync(browser, "keyboard");
        await browser.PressAsync("ArrowLeft", 37);
        Assert.StartsWith("TR 2 true", await FocusedAsync(browser));
        await browser.PressAsync("ArrowLeft", 37);
        await browser.UntilAsync("document.activeElement.getAttribute('aria-expanded') === 'false' && document.querySelectorAll('tr.stream').length === 0");
        await browser.PressAsync("Home", 36);
        await browser.PressAsync("Enter", 13);
        await browser.UntilAsync("document.activeElement.getAttribute('aria-expanded') === 'false' && document.activeElement.getAttribute('aria-level') === '1'");
    }

    [ToolFact("chromium")]
    public async Task Text_of_a_client_is_no_markup()
    {
        const string Hostile = "/orders/<img/src=x/onerror=document.title='taken'>";
        await using var server = await LiveTreeServer.StartAsync();
        await server.JoinAsync(1);
        await server.AskAsync(1, Hostile);
        await using var browser = await Chromium.StartAsync();
        await browser.GoToAsync(server.Address);
        await browser.UntilAsync($"{Rows} === 2");
        await browser.EvaluateAsync("document.querySelectorAll('tr.connection .toggle').forEach(toggle => toggle.click())");
        await browser.UntilAsync("document.body.textContent.includes('onerror')");

        Assert.Equal(0, (await browser.EvaluateAsync("document.querySelectorAll('img').length")).GetInt32());
        Assert.Equal("Connections", (await browser.EvaluateAsync("document.title")).GetString());
        // And if it were, the policy would not run it.
        await browser.EvaluateAsync("new Promise(done => { document.addEventListener('securitypolicyviolation', done, { once: true }); document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">'); })");
        Assert.Equal("Connections", (await browser.EvaluateAsync("document.title")).GetString());
    }

    /// <summary>As many updates as ten minutes have, while connections come and go.</summary>
    [ToolFact("chromium")]
    public async Task A_page_that_stays_open_does_not_grow()
    {
        await using var server = await LiveTreeServer.StartAsync();
        await server.JoinAsync(20);
        await using var browser = await Chromium.StartAsync();
        await browser.PrepareAsync("""
            const later = setTimeout, load = fetch;
            updates = 0;
            setTimeout = (act, time) => later(act, time === 2000 ? 0 : time);
            fetch = (...given) => { updates++; return load(...given); };
            """);
        await browser.GoToAsync(server.Address);

        await UpdatesAsync(50); // what is made once is made now
        var (elements, heap) = (await ElementsAsync(), await browser.HeapAsync());
        await UpdatesAsync(350);

        Assert.Equal(elements, await ElementsAsync());
        Assert.InRange(await browser.HeapAsync(), 0, heap + 300_000);

        async Task<int> ElementsAsync() => (await browser.EvaluateAsync("document.querySelectorAll('body :not(svg):not(polyline)').length")).GetInt32();

        async Task UpdatesAsync(int count)
        {
            for (var i = 0; i < count / 10; i++)
            {
                await server.JoinAsync(1);
                server.Leave();
                await browser.EvaluateAsync("seen = updates");
                await browser.UntilAsync("updates > seen + 10");
            }

            await browser.UntilAsync($"{Rows} === 21");
        }
    }

    [ToolTheory(AxeCore.Name)]
    [InlineData(1, "light")]
    [InlineData(1, "dark")]
    [InlineData(100, "light")]
    [InlineData(100, "dark")]
    public async Task It_is_accessible(int connections, string colorScheme)
    {
        await using var server = await LiveTreeServer.StartAsync();
        await server.JoinAsync(connections);
        await server.AskAsync(1, "/orders/7");
        await using var browser = await Chromium.StartAsync();
        await browser.LookAsync(colorScheme);
        await browser.GoToAsync(server.Address);
        await browser.UntilAsync($"{Rows} === {Math.Min(connections + 1, 50)}");
        await browser.EvaluateAsync("document.querySelectorAll('tr.connection .toggle').forEach((toggle, i) => i < 3 && toggle.click())");
        await browser.UntilAsync("document.querySelectorAll('tr.detail').length >= 2");

        Assert.Equal("", await AxeCore.ViolationsAsync(browser));
        await PictureAsync(browser, $"axe-{connections}-{colorScheme}");
    }

    private static async Task<string> FocusedAsync(Chromium browser) =>
        (await browser.EvaluateAsync("`${document.activeElement.tagName} ${document.activeElement.getAttribute('aria-level')} ${document.activeElement.getAttribute('aria-expanded')}`")).GetString()!;

    private static async Task PictureAsync(Chromium browser, string name) =>
        await File.WriteAllBytesAsync(Path.Combine(AppContext.BaseDirectory, $"connections-{name}.png"), await browser.ScreenshotAsync());
}
