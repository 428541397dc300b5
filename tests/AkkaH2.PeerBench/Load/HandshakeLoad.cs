using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using AkkaH2.PeerBench.Processes;

namespace AkkaH2.PeerBench.Load;

/// <summary>How a client that only makes TLS handshakes makes them.</summary>
internal enum Handshake
{
    /// <summary>Each has a session of its own.</summary>
    Full,

    /// <summary>Each resumes the session of the first one.</summary>
    Resumed,
}

/// <summary>
/// <c>openssl s_time</c>: one TLS 1.2 handshake after the other for a while, without a request. It marks each by whether its session was resumed; of TLS 1.3,
/// where tickets come after the handshake, it resumes none.
/// </summary>
internal static partial class HandshakeLoad
{
    private const char ResumedMark = 'r';

    /// <exception cref="InvalidOperationException">It failed, or sessions were not resumed as the case is about.</exception>
    public static async Task<LoadReport> RunAsync(LoadCase load, Uri server, CancellationToken cancel)
    {
        string[] arguments =
        [
            "s_time", "-connect", $"{server.Host}:{server.Port}", "-tls1_2", load.Handshake == Handshake.Resumed ? "-reuse" : "-new",
            "-time", load.Duration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
        ];
        var watch = Stopwatch.StartNew();
        var result = await ToolProcess.RunAsync("openssl", arguments, load.Duration + TimeSpan.FromMinutes(1), cancel);
        return result.ExitCode == 0
            ? Parse(result.Output, load.Handshake!.Value, watch.Elapsed.TotalSeconds)
            : throw new InvalidOperationException($"openssl {load.Name}: {result}");
    }

    /// <param name="output">What it prints.</param>
    /// <param name="handshake">What its handshakes should be.</param>
    /// <param name="seconds">How long it ran: it rounds that to whole ones.</param>
    /// <exception cref="FormatException">The text is not what it prints.</exception>
    /// <exception cref="InvalidOperationException">Some handshakes are not what they should be.</exception>
    public static LoadReport Parse(string output, Handshake handshake, double seconds)
    {
        if (Marks().Match(output) is not { Success: true, Value: var marks })
            throw new FormatException($"not the report of openssl s_time:\n{output}");

        var resumed = marks.Count(mark => mark == ResumedMark);
        if (resumed != (handshake == Handshake.Resumed ? marks.Length : 0))
            throw new InvalidOperationException($"{resumed} of {marks.Length} TLS sessions were resumed, but the case is about {handshake} handshakes");
        return new LoadReport(seconds, marks.Length / seconds, marks.Length, marks.Length, 0, 0, 0);
    }

    [GeneratedRegex(@"^[*r]+(?=\r?$)", RegexOptions.Multiline)]
    private static partial Regex Marks();
}
