using System.Text.RegularExpressions;

namespace AkkaH2.Interop.Tests.Tools;

/// <summary>What nghttp prints: with <c>-v</c>, every frame.</summary>
internal static partial class NghttpFrames
{
    /// <exception cref="InvalidOperationException">nghttp ended with an error.</exception>
    public static async Task<string> Of(params string[] arguments)
    {
        var result = await Tool.Nghttp(arguments);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"nghttp: {result}");
    }

    /// <summary>The length of all DATA that was received.</summary>
    public static int DataOctets(string frames) => DataFrame().Matches(frames).Sum(frame => int.Parse(frame.Groups[1].Value));

    [GeneratedRegex(@"recv DATA frame <length=(\d+)")]
    private static partial Regex DataFrame();
}
