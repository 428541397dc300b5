using System.Collections.Concurrent;
using AkkaH2.Endpoints;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>The endpoints that the sections ask for.</summary>
internal static class TestEndpoints
{
    private const int MaxBody = 64 << 20;
    private const int Big = 1_000_000;

    private static readonly Headers Secrets = Headers.Empty.WithAdded("x-token", "secret", sensitive: true).WithAdded("set-cookie", "id=8f14e45fceea167a5a36dedd4bea2543");
    private static readonly ConcurrentDictionary<string, bool> Marks = [];

    public static void Map(EndpointBuilder endpoints) => endpoints
        .Map("GET", "/hello", x => x.Respond("hello"))
        .Map("GET", "/big", x => x.Respond(new byte[Big]))
        .Map("GET", "/hints", Hints)
        .Map("GET", "/trailers", Trailers)
        .Map("GET", "/nothing", x => x.RespondStreaming(304).Complete(global::AkkaH2.Headers.Of(("x-trailer", "1"))))
        .Map("GET", "/empty", x => x.Respond(Response.Empty(204)))
        .Map("GET", "/cookie", x => x.Respond(string.Join('|', x.Request.Headers.All("cookie"))))
        .Map("GET", "/secret", x => x.Respond(new Response(200, Secrets, default)))
        .Map("GET", "/forward", x => x.Respond(new Response(200, Extensions(x.Request.Headers), default)))
        .Map("GET", "/field", x => x.Respond(x.Request.Headers["x-test"] ?? "none"))
        .Map("GET", "/fields", ForwardFields)
        .Map("GET", "/fields/{count}", ManyFields)
        .Map("GET", "/status/{status}", x => x.Respond(Response.Empty(int.Parse(x.Route["status"]))))
        .Map("GET", "/bytes/{count}", x => x.Respond(new byte[int.Parse(x.Route["count"])]))
        .Map("POST", "/early", x => x.Respond("early"))
        .Map("POST", "/early/read", AnswerThenRead)
        .Map("POST", "/count", Count)
        .Map("POST", "/short", Count, new RouteOptions { MaxRequestBodySize = 10 })
        .Map("POST", "/trailer", Trailer)
        .Map("POST", "/echo", Echo)
        .Map("PUT", "/mark/{name}", x => x.Respond(Marks.TryAdd(x.Route["name"], true) ? "set" : "again"))
        .Map("GET", "/mark/{name}", x => x.Respond(Marks.ContainsKey(x.Route["name"]) ? "yes" : "no"))
        .Map("GET", "/slow", Never)
        .Map("POST", "/slow", Never)
        .Map("GET", "/string", x => x.Respond("hello"))
        .Map("GET", "/string/big", x => x.Respond(new string('~', Big)))
        .Map("GET", "/octets", x => x.Respond("hello"u8.ToArray()))
        .Map("GET", "/octets/big", x => x.Respond(new byte[Big]))
        .Map("GET", "/streaming", x => Stream(x, "hel"u8.ToArray(), "lo"u8.ToArray()))
        .Map("GET", "/streaming/big", x => Stream(x, [.. Enumerable.Repeat(new byte[Big / 10], 10)]));

    private static Headers Extensions(Headers headers) =>
        Headers.From([.. headers.Where(field => field.Name.StartsWith("x-", StringComparison.Ordinal))]);

    private static async Task Stream(Exchange exchange, params byte[][] chunks)
    {
        var writer = exchange.RespondStreaming();
        foreach (var chunk in chunks) await writer.WriteAsync(chunk);
    }

    /// <summary>The fields of the request, as the endpoint sees them, in the head and as text.</summary>
    private static void ForwardFields(Exchange exchange)
    {
        var fields = exchange.Request.Headers.Where(field => field.Name[0] != ':').ToList();
        var text = Response.Text(string.Join('\n', fields.Select(field => $"{field.Name}: {field.Value}")));
        exchange.Respond(text with { Headers = Headers.From([.. fields]) });
    }

    private static void ManyFields(Exchange exchange)
    {
        var response = Response.Text("hello");
        for (var i = 0; i < int.Parse(exchange.Route["count"]); i++) response = response.With($"x-field-{i}", new string('~', 1_000));
        exchange.Respond(response);
    }

    private static async Task Count(Exchange exchange) =>
        exchange.Respond((await exchange.Request.Body.ReadToEndAsync(MaxBody)).Length.ToString());

    private static async Task AnswerThenRead(Exchange exchange)
    {
        exchange.Respond("early");
        await exchange.Request.Body.ReadToEndAsync(MaxBody);
    }

    private static async Task Trailer(Exchange exchange)
    {
        await exchange.Request.Body.ReadToEndAsync(MaxBody);
        exchange.Respond(exchange.Request.Body.Trailers["x-trailer"] ?? "none");
    }

    private static async Task Echo(Exchange exchange) => await exchange.RespondStreaming().WriteAsync(exchange.Request.Body);

    private static void Hints(Exchange exchange)
    {
        exchange.SendInformational(103, global::AkkaH2.Headers.Of(("link", "</style.css>; rel=preload")));
        exchange.Respond("hello");
    }

    private static async Task Trailers(Exchange exchange)
    {
        var body = exchange.RespondStreaming();
        await body.WriteAsync("hello"u8.ToArray());
        body.Complete(global::AkkaH2.Headers.Of(("x-trailer", "late")));
    }

    /// <summary>Answers nothing and ends with its stream.</summary>
    private static async Task Never(Exchange exchange)
    {
        var ended = new TaskCompletionSource();
        await using var registration = exchange.Aborted.Register(ended.SetResult);
        await ended.Task;
    }
}
