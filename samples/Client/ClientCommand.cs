using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using AkkaH2.Configuration;
using AkkaH2.Transports.Tls;

namespace AkkaH2.ClientSample;

/// <summary>The command line.</summary>
internal static class ClientCommand
{
    private static readonly Option<string?> Method = new("-X", "--request") { Description = "The method; GET, or POST with -d, unless given." };

    private static readonly Option<string[]> Header = new("-H", "--header") { Description = "A field, 'name: value'. May be given more than once." };

    private static readonly Option<string?> Data = new("-d", "--data") { Description = "The body: text, @FILE, or @- for standard input." };

    private static readonly Option<bool> Http1 = new("--http1.1") { Description = "HTTP/1.1 only." };

    private static readonly Option<bool> PriorKnowledge = new("--prior-knowledge") { Description = "HTTP/2 only." };

    private static readonly Option<bool> Upgrade = new("--upgrade") { Description = "On http: HTTP/1.1, and HTTP/2 if the server goes on in it (Upgrade: h2c)." };

    private static readonly Option<bool> Insecure = new("--insecure", "-k") { Description = "Accept any certificate." };

    private static readonly Option<FileInfo> CaFile = new Option<FileInfo>("--cacert") { Description = "A PEM file with authorities to trust beside the machine's." }.AcceptExistingOnly();

    private static readonly Option<bool> Include = new("-i", "--include") { Description = "Print heads before the bodies, informational ones too, and trailers behind them." };

    private static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Print every frame of both directions to standard error." };

    private static readonly Option<bool> Fail = new("--fail", "-f") { Description = "Exit with 22 if a response's status is 400 or above." };

    private static readonly Option<double?> Seconds = new("--timeout") { Description = "Seconds that a request may take, from its connection to the end of its response." };

    private static readonly Option<int?> Requests = new("-n") { Description = "Send so many requests, print no bodies, and say at the end what became of them." };

    private static readonly Option<int?> Concurrent = new("-c") { Description = "So many of them at a time; one unless given." };

    private static readonly Argument<Uri[]> Urls = new("URL")
    {
        Description = "http or https.",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = given => [.. given.Tokens.Select(token => Uri.TryCreate(token.Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : NotAUrl(given, token.Value))],
    };

    public static RootCommand Create()
    {
        var command = new RootCommand("Sends requests to HTTP servers over HTTP/2, or over HTTP/1.1 where that is all they have.")
        {
            Method, Header, Data, Http1, PriorKnowledge, Upgrade, Insecure, CaFile, Include, Verbose, Fail, Seconds, Requests, Concurrent, Urls,
        };
        command.Validators.Add(result =>
        {
            if (new[] { Http1, PriorKnowledge, Upgrade }.Count(result.GetValue) > 1)
                result.AddError("Only one of --http1.1, --prior-knowledge and --upgrade can hold.");
            if (result.GetValue(Insecure) && result.GetValue(CaFile) is not null)
                result.AddError("With --insecure there is no use for --cacert.");
            if (result.GetValue(Header)?.FirstOrDefault(field => field.IndexOf(':', StringComparison.Ordinal) <= 0) is { } wrong)
                result.AddError($"'{wrong}' is not a field: write 'name: value'.");
            if (result.GetValue(Requests) is < 1 || result.GetValue(Concurrent) is < 1)
                result.AddError("-n and -c are at least 1.");
            if (result.GetValue(Data) is ['@', not '-', ..] and var file && !File.Exists(file[1..]))
                result.AddError($"There is no file '{file[1..]}'.");
        });
        command.SetAction((parsed, cancellation) => Runner.RunAsync(Read(parsed), parsed.GetValue(Urls)!, cancellation));
        return command;
    }

    private static ClientOptions Read(ParseResult parsed)
    {
        var data = parsed.GetValue(Data);
        return new ClientOptions(
            parsed.GetValue(Method) ?? (data is null ? "GET" : "POST"),
            Headers.Of([.. (parsed.GetValue(Header) ?? []).Select(field => (field[..field.IndexOf(':', StringComparison.Ordinal)].Trim(), field[(field.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()))]),
            data,
            parsed.GetValue(Http1) ? ClientProtocol.Http1 : parsed.GetValue(PriorKnowledge) ? ClientProtocol.PriorKnowledge : parsed.GetValue(Upgrade) ? ClientProtocol.Upgrade : ClientProtocol.Negotiate,
            parsed.GetValue(Insecure),
            parsed.GetValue(CaFile) is { } file ? TlsCertificate.ReadAuthorities(file.FullName) : null,
            parsed.GetValue(Include),
            parsed.GetValue(Verbose),
            parsed.GetValue(Fail),
            parsed.GetValue(Seconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            parsed.GetValue(Requests),
            parsed.GetValue(Concurrent) ?? 1);
    }

    private static Uri NotAUrl(System.CommandLine.Parsing.ArgumentResult given, string text)
    {
        given.AddError($"'{text}' is not an http or https URL.");
        return new Uri("http://localhost");
    }
}

/// <summary>The command line, read.</summary>
internal sealed record ClientOptions(
    string Method,
    Headers Headers,
    string? Data,
    ClientProtocol Protocol,
    bool Insecure,
    X509Certificate2Collection? Authorities,
    bool Include,
    bool Verbose,
    bool Fail,
    TimeSpan? Timeout,
    int? Requests,
    int Concurrent);
