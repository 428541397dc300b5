using System.CommandLine;
using System.CommandLine.Parsing;
using Akka.Configuration;
using AkkaH2.Transports;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Showcase;

/// <summary>The command line; what is wrong with it, or with what it names, is told in one sentence.</summary>
internal static class ShowcaseCommand
{
    private static readonly Option<string> Host = new("--host") { Description = "The address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "The port for cleartext HTTP/2; 0 picks a free one.",
        DefaultValueFactory = _ => 8080,
        CustomParser = given => ushort.TryParse(given.Tokens[0].Value, out var port) ? port : NotAPort(given),
    };

    private static readonly Option<string?> Transport = new("--transport") { Description = "akka-io or sockets; what the configuration says unless given." };

    private static readonly Option<FileInfo> Config = new Option<FileInfo>("--config") { Description = "A HOCON file to lay over the reference configuration." }
        .AcceptExistingOnly();

    private static readonly Option<int?> TlsPort = OptionalPort("--tls-port", "The port for TLS with ALPN; 0 picks a free one. Not served unless given.");

    private static readonly Option<int?> RedirectPort = OptionalPort("--redirect-port", "The port that redirects to the TLS port; needs --tls-port.");

    private static readonly Option<FileInfo> Certificate = new Option<FileInfo>("--cert")
    {
        Description = "The certificate for TLS, a PFX file without a password; a self-signed one for localhost unless given.",
    }.AcceptExistingOnly();

    public static RootCommand Create()
    {
        Transport.AcceptOnlyFromAmong("akka-io", "sockets");
        var command = new RootCommand("AkkaH2's showcase: one HTTP/2 server with a route for everything it can do.")
        {
            Host, Port, TlsPort, RedirectPort, Transport, Config, Certificate,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(RedirectPort) is not null && result.GetValue(TlsPort) is null)
                result.AddError("--redirect-port needs --tls-port: there is nowhere to redirect to.");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var options = new ShowcaseOptions(
            parsed.GetValue(Host)!,
            parsed.GetValue(Port),
            parsed.GetValue(TlsPort),
            parsed.GetValue(RedirectPort),
            parsed.GetValue(Transport),
            parsed.GetValue(Config),
            parsed.GetValue(Certificate));
        try
        {
            await ShowcaseServer.RunAsync(options);
            return 0;
        }
        catch (Exception error) when (error is ConfigurationException or TransportException or TlsCertificateException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    private static Option<int?> OptionalPort(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = given => ushort.TryParse(given.Tokens[0].Value, out var port) ? port : NotAPort(given),
    };

    private static int NotAPort(ArgumentResult given)
    {
        given.AddError($"'{given.Tokens[0].Value}' is not a port: give a number from 0 to 65535, where 0 picks a free one.");
        return 0;
    }
}
