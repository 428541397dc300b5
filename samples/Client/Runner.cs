using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Client;
using AkkaH2.Configuration;

namespace AkkaH2.ClientSample;

/// <summary>Sends what the command line asks for; the exit code of the program is that of the first request that went wrong.</summary>
internal sealed class Runner(ClientOptions options, Func<Uri, Http2Client> clientOf, Stream output)
{
    private readonly CallOptions _call = new()
    {
        Timeout = options.Timeout,
        OnInformational = options.Include ? early => Console.Out.Write($"HTTP {early.Status}\n{Text(early.Headers)}\n") : null,
    };

    public static async Task<int> RunAsync(ClientOptions options, Uri[] urls, CancellationToken cancellation)
    {
        using var system = ActorSystem.Create("client", ConfigurationFactory.ParseString("akka.loglevel = OFF\nakka.stdout-loglevel = OFF").WithFallback(Http2.DefaultConfig));
        var settings = SettingsOf(options, system.Http2().Settings.Client);
        var clients = new Dictionary<string, Http2Client>();
        await using var output = Console.OpenStandardOutput();
        var runner = new Runner(options, ClientOf, output);
        var exit = ExitCodes.Done;
        foreach (var url in urls)
        {
            var code = options.Requests is { } requests ? await runner.SendManyAsync(url, requests, cancellation) : await runner.SendAsync(url, cancellation);
            exit = exit == ExitCodes.Done ? code : exit;
        }

        foreach (var client in clients.Values)
            await client.DisposeAsync();
        return exit;

        Http2Client ClientOf(Uri url)
        {
            var origin = url.GetLeftPart(UriPartial.Authority);
            return clients.TryGetValue(origin, out var client) ? client : clients[origin] = system.Http2().Client(origin, settings);
        }
    }

    private static ClientSettings SettingsOf(ClientOptions options, ClientSettings settings)
    {
        var tls = options.Insecure ? settings.Tls.InsecurelyAcceptingAnyCertificate() : settings.Tls with { Authorities = options.Authorities };
        settings = settings with { Protocol = options.Protocol, Tls = tls, MaxQueuedRequests = Math.Max(settings.MaxQueuedRequests, options.Concurrent) };
        if (options.Timeout is { } timeout)
            settings = settings with { ConnectTimeout = timeout, HeadTimeout = timeout };
        return options.Verbose ? settings with { OnFrame = frame => Console.Error.WriteLine(frame) } : settings;
    }

    /// <summary>One request, whose body is printed as it arrives.</summary>
    private async Task<int> SendAsync(Uri url, CancellationToken cancellation)
    {
        try
        {
            using var response = await clientOf(url).SendAsync(RequestTo(url, Console.OpenStandardInput), _call, cancellation);
            if (options.Include)
                Write($"HTTP/{response.Version} {response.Status}\n{Text(response.Headers)}\n");
            await foreach (var chunk in response.Body.ReadAllAsync().WithCancellation(cancellation))
            {
                await output.WriteAsync(chunk, cancellation);
                await output.FlushAsync(cancellation);
            }

            if (options.Include && response.Trailers.Count > 0)
                Write($"\n{Text(response.Trailers)}");
            return CodeOf(response, url);
        }
        catch (Exception wrong) when (wrong is Http2ClientException or ArgumentException)
        {
            return Complain(url, wrong);
        }
    }

    /// <summary>Many requests, of which only the outcome is told.</summary>
    private async Task<int> SendManyAsync(Uri url, int requests, CancellationToken cancellation)
    {
        var client = clientOf(url);
        var input = options.Data == "@-" ? await ReadAllAsync(Console.OpenStandardInput()) : [];
        var (begun, failed, exit) = (0, 0, ExitCodes.Done);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(options.Concurrent, requests)).Select(_ => Task.Run(Worker, cancellation)));
        Write(FormattableString.Invariant($"{requests - failed} ok, {failed} failed, {client.Resent} retried, in {clock.Elapsed.TotalSeconds:0.000} s\n"));
        return exit;

        async Task Worker()
        {
            while (Interlocked.Increment(ref begun) <= requests)
            {
                var code = await SendUnreadAsync(client, url, input, isFirst: () => Volatile.Read(ref failed) == 0, cancellation);
                if (code == ExitCodes.Done)
                    continue;
                Interlocked.Increment(ref failed);
                Interlocked.CompareExchange(ref exit, code, ExitCodes.Done);
            }
        }
    }

    private async Task<int> SendUnreadAsync(Http2Client client, Uri url, byte[] input, Func<bool> isFirst, CancellationToken cancellation)
    {
        try
        {
            using var response = await client.SendAsync(RequestTo(url, () => new MemoryStream(input)), _call, cancellation);
            await foreach (var _ in response.Body.ReadAllAsync().WithCancellation(cancellation))
            {
                // it counts, and that is all
            }

            return options.Fail && response.Status >= 400 ? ExitCodes.Status : ExitCodes.Done;
        }
        catch (Http2ClientException wrong)
        {
            return isFirst() ? Complain(url, wrong) : ExitCodes.Of(wrong);
        }
    }

    private Request RequestTo(Uri url, Func<Stream> input)
    {
        var request = Request.Of(options.Method, url.PathAndQuery, options.Headers);
        return options.Data switch
        {
            null => request,
            "@-" => request.WithBody(ResponseBody.From(input())),
            ['@', .. var file] => request.WithBody(ResponseBody.From(File.OpenRead(file))),
            var text => request.WithBody(text),
        };
    }

    private int CodeOf(Response response, Uri url)
    {
        if (!options.Fail || response.Status < 400)
            return ExitCodes.Done;

        Console.Error.WriteLine($"{options.Method} {url}: the status is {response.Status}");
        return ExitCodes.Status;
    }

    private int Complain(Uri url, Exception wrong)
    {
        Console.Error.WriteLine($"{options.Method} {url}: {(wrong as Http2ClientException)?.Detail ?? wrong.Message}");
        return ExitCodes.Of(wrong);
    }

    private void Write(string text) => output.Write(System.Text.Encoding.Latin1.GetBytes(text));

    private static string Text(Headers headers) => string.Concat(headers.Select(field => $"{field.Name}: {field.Value}\n"));

    private static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }
}
