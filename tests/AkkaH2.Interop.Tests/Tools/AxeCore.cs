using System.Text.Json;

namespace AkkaH2.Interop.Tests.Tools;

/// <summary>axe-core, whose rules for accessible pages run in the browser. It is no part of the repository: <c>.ci/run</c> installs it by npm.</summary>
internal static class AxeCore
{
    public const string Name = "axe-core";

    public const string Missing = "axe-core is not there (npm install --no-save --prefix artifacts/npm axe-core)";

    /// <summary>The script; null where it is not installed.</summary>
    public static string? Script { get; } = Find();

    /// <summary>The violations that the page has, one a line; empty if it has none.</summary>
    public static async Task<string> ViolationsAsync(Chromium browser)
    {
        await browser.EvaluateAsync($"{Script}; 0");
        var found = await browser.EvaluateAsync("axe.run().then(result => result.violations.map(rule => `${rule.id}: ${rule.nodes.map(node => node.html).join(' ')}`).join('\\n'))");
        return found.ValueKind == JsonValueKind.String ? found.GetString()! : throw new InvalidOperationException($"axe-core answers {found}");
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "artifacts", "npm", "node_modules", "axe-core", "axe.min.js");
            if (File.Exists(script))
                return File.ReadAllText(script);
        }

        return null;
    }
}
