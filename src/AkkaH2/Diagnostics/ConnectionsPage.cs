using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace AkkaH2.Diagnostics;

/// <summary>
/// The page that shows the live tree: one file, which loads nothing but the JSON of its own address. Its content security policy allows the script and the style that
/// it was built with, by their hashes, and nothing else: text of a peer that became markup would do nothing.
/// </summary>
internal static class ConnectionsPage
{
    private static readonly string Text = Read();

    /// <summary>The page.</summary>
    public static Response Response { get; } = new(200, Fields(), ResponseBody.From(Encoding.UTF8.GetBytes(Text)));

    private static Headers Fields() => Headers.Of(
        ("content-type", "text/html; charset=utf-8"),
        ("content-security-policy", $"default-src 'none'; script-src {HashOf("script")}; style-src {HashOf("style")}; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
        ("cache-control", "no-store"),
        ("vary", "accept"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"));

    // Content Security Policy Level 3 §6.7.3.3: the hash is that of the text between the tags.
    private static string HashOf(string element)
    {
        var begin = Text.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
        var end = Text.IndexOf($"</{element}>", begin, StringComparison.Ordinal);
        return $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text[begin..end])))}'";
    }

    private static string Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("AkkaH2.connections.html")!;
        // The hash counts every octet: a checkout may have other line ends, which a browser normalizes.
        return new StreamReader(stream, Encoding.UTF8).ReadToEnd().ReplaceLineEndings("\n");
    }
}
