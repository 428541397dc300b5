using System.CommandLine;
using AkkaH2.PeerBench.Peer;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AkkaH2.PeerBench.Commands;

/// <summary><c>kestrel</c>: serves the comparable routes until SIGTERM or Ctrl-C.</summary>
internal static class KestrelCommand
{
    public static Command Create()
    {
        var host = new Option<string>("--host") { Description = "The address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "The port to listen on; 0 picks a free one.", DefaultValueFactory = _ => 8081 };
        var tlsPort = new Option<int>("--tls-port") { Description = "The port for TLS; 0 picks a free one.", DefaultValueFactory = _ => 8444 };
        var certificate = new Option<FileInfo?>("--cert") { Description = "A PFX file without a password; TLS is not served unless given." };
        var http1 = new Option<bool>("--http1") { Description = "Both ports speak HTTP/1.1: without TLS, Kestrel does not tell the two apart." };

        var command = new Command("kestrel", "Serves the comparable routes with Kestrel: HTTP/2, cleartext with prior knowledge, and over TLS.") { host, port, tlsPort, certificate, http1 };
        command.SetAction((parsed, cancel) => KestrelPeer.RunAsync(
            parsed.GetRequiredValue(host), parsed.GetRequiredValue(port), parsed.GetRequiredValue(tlsPort), parsed.GetValue(certificate)?.FullName,
            parsed.GetValue(http1) ? HttpProtocols.Http1 : HttpProtocols.Http2, cancel));
        return command;
    }
}
