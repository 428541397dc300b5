using System.Diagnostics;
using Akka.Actor;
using AkkaH2.Client;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Interop.Tests.Peers;

/// <summary>Our client against openssl s_server: what servers of HTTP/2 do not do in TLS.</summary>
public sealed class OpenSslServerTests : IAsyncLifetime
{
    private readonly ActorSystem _system = ActorSystem.Create("openssl", "akka { loglevel = OFF, stdout-loglevel = OFF }");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [ToolFact("openssl")]
    [Trait("RFC 9113", "9.2.1")]
    public async Task Renegotiation_in_TLS_1_2_ends_the_connection()
    {
        var error = await Ask(["-tls1_2"], onPreface: server => server.StandardInput.WriteLineAsync("R")); // means that
        Assert.Equal(ClientErrorKind.ConnectionLost, error.Kind);
    }

    [ToolTheory("openssl")]
    [InlineData("-tls1_2", "handshake failure")]
    [InlineData("-tls1_3", "certificate required")]
    public async Task A_server_that_requires_a_certificate_says_so_by_an_alert(string version, string alert)
    {
        var error = await Ask([version, "-Verify", "1"], onPreface: _ => Task.CompletedTask);
        Assert.Equal((ClientErrorKind.TlsRefused, false), (error.Kind, error.MayHaveBeenProcessed));
        Assert.True(error.Detail.Contains(alert) || error.Detail.EndsWith("when it got none"), error.Detail);
    }

    private async Task<Http2ClientException> Ask(string[] arguments, Func<Process, Task> onPreface)
    {
        using var folder = new ServerFolder(isSecure: true, []);
        var greeted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new Process
        {
            StartInfo = new ProcessStartInfo("openssl", ["s_server", "-accept", $"{folder.Port}", "-cert", folder.Certificate.Pem, "-key", folder.Key, "-alpn", "h2", .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        server.OutputDataReceived += (_, line) =>
        {
            if (line.Data == "ACCEPT")
                listening.TrySetResult();
            if (line.Data?.StartsWith("PRI * HTTP/2.0", StringComparison.Ordinal) == true)
                greeted.TrySetResult();
        };
        server.Start();
        try
        {
            server.BeginOutputReadLine();
            await listening.Task.WaitAsync(Deadlines.Tool);
            var settings = _system.Http2().Settings.Client;
            var tls = settings.Tls with { Authorities = TlsCertificate.ReadAuthorities(folder.Certificate.Pem) };
            await using var client = _system.Http2().Client($"https://localhost:{folder.Port}", settings with { Tls = tls });
            var response = client.SendAsync(Request.Get("/"));
            await Task.WhenAny(greeted.Task, response).WaitAsync(Deadlines.Tool);
            await onPreface(server);
            return await Assert.ThrowsAsync<Http2ClientException>(() => response.WaitAsync(Deadlines.Tool));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }
}
