using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Util;
using AkkaH2.Client;
using AkkaH2.Server;
using AkkaH2.Transports.Tls;

namespace AkkaH2.Tests.Client;

/// <summary>The examples of docs/client.md: they stand here word for word, and run.</summary>
public sealed partial class DocExamples : ClientTest
{
    [Fact]
    public async Task They_run()
    {
        var server = await Serve();
        var system = System;
        var total = 0;
        var cancellation = CancellationToken.None;
        await using var client = system.Http2().Client($"http://{server.LocalEndPoint}");
        var response = await client.SendAsync(Request.Get("/hello"));
        Console.WriteLine($"{response.Status} {await response.Body.ReadTextAsync(limit: 1_000)}");

        using var download = await client.SendAsync(Request.Get("/large"));
        await foreach (var chunk in download.Body)
            total += chunk.Length;

        var stored = await client.SendAsync(Request.Of("PUT", "/upload")
            .With("content-type", "text/csv")
            .WithBody(async (writer, cancellation) =>
            {
                for (var line = 1; line <= 3; line++)
                    await writer.WriteAsync(Encoding.UTF8.GetBytes($"{line};some text\n"));
                writer.Trailers = Headers.Of(("x-lines", "3"));
            }));

        var front = await system.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), endpoints =>
        {
            endpoints.MapAll(request => client.SendAsync(request));
        });

        var options = new CallOptions
        {
            HeadTimeout = TimeSpan.FromSeconds(5),
            Timeout = TimeSpan.FromMinutes(1),
            OnInformational = hint => Console.WriteLine($"{hint.Status} {hint.Headers["link"]}"),
        };
        var hinted = await client.SendAsync(Request.Get("/hints"), options, cancellation);

        var answers = await Source.From(Enumerable.Range(1, 100))
            .Select(number => (Request.Get($"/hello?{number}"), number))
            .Via(client.AsFlow<int>(parallelism: 16))
            .Where(answer => answer.Response.IsSuccess)
            .RunWith(Sink.Seq<(Try<Response> Response, int Tag)>(), system.Materializer());

        var (inbox, self) = NewInbox();
        IActorRef requests = await client.GetActorAsync();
        requests.Tell(new ClientRequest(Request.Get("/hello"), Tag: 7), self);
        var told = (ClientResponse)await inbox.ReceiveAsync(Deadline);

        using var http = new HttpClient(new AkkaH2HttpHandler(system)) { DefaultRequestVersion = HttpVersion.Version20 };
        var text = await http.GetStringAsync($"http://{server.LocalEndPoint}/hello");

        Assert.Equal("hello", text);
        var priority = new RequestPriority(urgency: 5, incremental: true);
        var later = client.SendAsync(Request.Get("/hello"), new CallOptions { Priority = priority });
        priority.Change(urgency: 1);
        Assert.Equal("hello", await (await later).Body.ReadTextAsync(100));

        var pushed = new ConcurrentBag<Task<Response>>();
        var taking = system.Http2().Settings.Client with
        {
            OnPush = promise =>
            {
                if (promise.Path.StartsWith("/style", StringComparison.Ordinal))
                    pushed.Add(promise.Accept());
            },
        };
        await using var taker = system.Http2().Client($"http://{server.LocalEndPoint}", taking);
        Assert.Equal("hello", await (await taker.SendAsync(Request.Get("/hello"))).Body.ReadTextAsync(100));
        Assert.Empty(pushed);

        var roundTrip = await client.PingAsync();
        foreach (var connection in await client.GetConnectionsAsync())
            Console.WriteLine($"{connection.RemoteEndPoint} {connection.PeerSettings?.MaxConcurrentStreams} {roundTrip?.TotalMilliseconds} ms");

        Assert.NotNull(roundTrip);
        Assert.Equal((100, 7, 200), (answers.Count, told.Tag, told.Response.Status));
        Assert.Equal((200, 100_000, "text/csv 36 3", 200), (response.Status, total, await stored.Body.ReadTextAsync(100), hinted.Status));
        await using var through = system.Http2().Client($"http://{front.LocalEndPoint}");
        Assert.Equal("hello", await (await through.SendAsync(Request.Get("/hello"))).Body.ReadTextAsync(100));
    }

    [Fact]
    public async Task The_error_is_caught()
    {
        await StopListening();
        var caught = false;
        try
        {
            await Connect();
        }
        catch (Http2ClientException error) when (error.Kind == ClientErrorKind.ConnectionLost && !error.MayHaveBeenProcessed)
        {
            Console.WriteLine($"{error.Origin} was never reached: {error.Detail}");
        }
        catch (Http2ClientException error)
        {
            caught = error.Kind == ClientErrorKind.CannotConnect;
        }

        Assert.True(caught);
    }

    [Fact]
    public void A_client_has_settings_of_its_own()
    {
        var system = System;
        var patient = system.Http2().Client("http://localhost:8080", system.Http2().Settings.Client with { MaxConnections = 1, RetryLost = true });
        Assert.Equal((1, true), (patient.Settings.MaxConnections, patient.Settings.RetryLost));
    }

    [Fact]
    public async Task TLS_is_spoken()
    {
        var system = System;
        var served = SelfSignedCertificate.Create([]);
        var server = await system.Http2().BindTlsAsync(
            "localhost", 0, system.Http2().Settings.Tls with { Certificates = [TlsCertificate.From(served)] }, endpoints => endpoints.Map("GET", "/", x => x.Respond("secure")));
        var caFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(caFile, served.ExportCertificatePem());
        var trusting = system.Http2().Settings.Client.Tls with { Authorities = TlsCertificate.ReadAuthorities(caFile) };
        var secure = system.Http2().Client("https://localhost:8443", system.Http2().Settings.Client with { Tls = trusting });
        File.Delete(caFile);
        await using var client = system.Http2().Client($"https://localhost:{((IPEndPoint)server.LocalEndPoint).Port}", secure.Settings);
        Assert.Equal("secure", await (await client.SendAsync(Request.Get("/"))).Body.ReadTextAsync(100));
    }

    [Fact]
    public void Each_of_them_stands_here()
    {
        var here = Squeezed(File.ReadAllText(ThisFile()));
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "docs", "client.md"));
        var examples = Block().Matches(page).Select(match => Squeezed(match.Groups[1].Value)).ToArray();
        Assert.True(examples.Length >= 6);
        Assert.All(examples, example => Assert.Contains(example, here));
    }

    private (Inbox Inbox, IActorRef Self) NewInbox()
    {
        var inbox = Inbox.Create(System);
        return (inbox, inbox.Receiver);
    }

    private async Task Connect() => await NewClient().SendAsync(Request.Get("/"));

    private Task<ServerBinding> Serve() => System.Http2().BindAsync(new IPEndPoint(IPAddress.Loopback, 0), endpoints => endpoints
        .Map("GET", "/hello", x => x.Respond("hello"))
        .Map("GET", "/large", x => x.Respond(new byte[100_000]))
        .Map("PUT", "/upload", async x =>
        {
            var body = await x.Request.Body.ReadToEndAsync(1_000);
            x.Respond($"{x.Request.Headers["content-type"]} {body.Length} {x.Request.Body.Trailers["x-lines"]}");
        })
        .Map("GET", "/hints", x =>
        {
            x.SendInformational(103, Headers.Of(("link", "</style.css>")));
            x.Respond("done");
        }));

    private static string Squeezed(string text) => Space().Replace(text, "");

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
