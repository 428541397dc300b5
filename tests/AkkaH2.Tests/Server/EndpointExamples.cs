using System.Buffers;
using System.IO.Pipelines;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaH2.Endpoints;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AkkaH2.Tests.Server;

/// <summary>The examples of docs/endpoints.md: each region stands there, and <see cref="EndpointExamplesTests"/> runs it.</summary>
internal static partial class EndpointExamples
{
    public static void Map(EndpointBuilder endpoints, ActorSystem system, string file)
    {
        #region whole
        endpoints
            .Map("POST", "/text", async request => Response.Text(await request.Body.ReadTextAsync(limit: 10_000)))
            .Map("POST", "/octets", async request => Response.Octets(await request.Body.ReadToEndAsync(limit: 10_000)));
        #endregion

        #region stream
        endpoints.Map("POST", "/json", async x =>
        {
            var order = await JsonSerializer.DeserializeAsync<int[]>(x.Request.Body.AsStream(), cancellationToken: x.Aborted);
            x.Respond($"{order!.Sum()}");
        });
        #endregion

        #region chunks
        endpoints.Map("POST", "/count", async x =>
        {
            long octets = 0;
            await foreach (var chunk in x.Request.Body.ReadAllAsync(x.Aborted))
                octets += chunk.Length;
            x.Respond($"{octets}");
        });
        #endregion

        #region source
        endpoints.Map("POST", "/upper", x => x.Respond(Response.Streamed(x.Request.Body.AsSource()
            .Select(chunk => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(chunk.Span).ToUpperInvariant())))));
        #endregion

        endpoints.Map("POST", "/lines", async x => x.Respond($"{await CountLines(x.Request.Body)}"));

        #region response
        endpoints
            .Map("GET", "/fields", _ => Response.Text("gone", status: 410).With("retry-after", "60"))
            .Map("GET", "/whole", _ => new Response(200, Headers.Of(("content-type", "text/css")), "body { margin: 0 }"))
            .Map("GET", "/file", _ => Response.Empty(200) with { Body = ResponseBody.From(File.OpenRead(file)) })
            .Map("GET", "/pooled", _ =>
            {
                var memory = MemoryPool<byte>.Shared.Rent(1_000);
                var length = Encoding.UTF8.GetBytes("from a pool, and back", memory.Memory.Span);
                return Response.Empty(200) with { Body = ResponseBody.Lent(memory.Memory[..length], owner: memory) };
            });
        #endregion

        #region trailers
        endpoints.Map("POST", "/grpc", _ => new Response(200, Headers.Of(("content-type", "application/grpc")), new byte[5])
        {
            Trailers = Headers.Of(("grpc-status", "0")),
        });
        #endregion

        #region writer
        endpoints.Map("GET", "/numbers", async x =>
        {
            var body = x.RespondStreaming(headers: Headers.Of(("content-type", "application/json")));
            await using var json = new Utf8JsonWriter(body);
            json.WriteStartArray();
            for (var number = 0; number < 1_000; number++)
            {
                json.WriteNumberValue(number);
                if (number % 100 != 0)
                    continue;
                json.Flush();
                await body.FlushAsync(x.Aborted);
            }

            json.WriteEndArray();
            json.Flush();
            body.Complete(Headers.Of(("x-count", "1000")));
        });
        #endregion

        #region pieces
        endpoints.Map("GET", "/pieces", async x =>
        {
            var body = x.RespondStreaming();
            await body.WriteAsync("copied, "u8.ToArray(), x.Aborted);
            var memory = MemoryPool<byte>.Shared.Rent(100);
            "lent, "u8.CopyTo(memory.Memory.Span);
            await body.LendAsync(memory.Memory[..6], owner: memory, x.Aborted);
            await using var text = new StreamWriter(body.AsStream());
            await text.WriteAsync("as text");
        });
        #endregion

        #region echo
        endpoints
            .Map("POST", "/echo", async x => await x.RespondStreaming().WriteAsync(x.Request.Body, x.Aborted))
            .Map("POST", "/echo/pipe", async x => await x.Request.Body.CopyToAsync((PipeWriter)x.RespondStreaming(), x.Aborted));
        #endregion

        #region hints
        endpoints.Map("GET", "/page", async x =>
        {
            x.SendInformational(103, Headers.Of(("link", "</style.css>; rel=preload; as=style")));
            var outcome = await x.PushAsync("/style.css");
            x.Respond($"the page, and {outcome}");
        });
        #endregion

        #region failures
        endpoints
            .Map("POST", "/limited", async x => x.Respond(await x.Request.Body.ReadToEndAsync(limit: 100)), new RouteOptions { MaxRequestBodySize = 10 })
            .Map("GET", "/broken", async x =>
            {
                var body = x.RespondStreaming();
                await body.WriteAsync("half of it"u8.ToArray(), x.Aborted);
                await body.WhenSentAsync(x.Aborted);
                body.Complete(new IOException("the other half is lost"));
            })
            .OnError(error => error.Kind == RequestErrorKind.BodyTooLarge ? Response.Text("Too much.", 413) : null);
        #endregion

        #region forms
        endpoints
            .MapActor("/actor", system.ActorOf(Props.Create(() => new Greeter())))
            .MapFlow("GET", "/flow", Flow.Create<Request>().Select(request => Response.Text($"flows with {request.Query}")));
        #endregion

        var greeter = system.ActorOf(Props.Create(() => new Greeter()), "greeter");
        var registry = new { Greeter = greeter };
        #region middleware
        endpoints
            .Use(async (x, next) =>
            {
                x.OnResponding(response => response.With("x-content-type-options", "nosniff"));
                await next(x);
            })
            .Group("/shops/{shop}", shop => shop
                .Use(async (x, next) =>
                {
                    if (x.Request.Headers["x-key"] != $"key of {x.Route["shop"]}")
                    {
                        x.Respond("This shop is closed to you.", 403);
                        return;
                    }

                    x.Request = x.Request.With("x-shop", x.Route["shop"]);
                    await next(x);
                })
                .Map("GET", "/prices", request => Response.Text($"the prices of {request.Headers["x-shop"]}"))
                .MapActor("/greeter", greeter));
        #endregion

        ILogger logger = NullLogger.Instance;
        #region around
        endpoints.Group("/api", api => api
            .UseAccessLog(logger)
            .UseCors(new CorsOptions { Origins = ["https://shop.example"], Methods = ["GET", "PUT"], AllowCredentials = true })
            .UseRecovery((x, cause) => cause is TimeoutException ? Response.Text("Later, perhaps.", 503) : null)
            .UseAuthentication(AuthenticationScheme.Bearer("shop", async (token, x) => await UserOf(token, x.Aborted)))
            .Map("GET", "/me", x => x.Respond($"You are {x.User!.Identity!.Name}."))
            .MapActor("/greeter", greeter));
        #endregion

        #region compression
        endpoints.Group("/texts", texts => texts
            .UseCompression()
            .Map("GET", "/long", _ => Response.Text(string.Concat(Enumerable.Repeat("all work and no play; ", 500)))));
        #endregion

        #region targets
        endpoints
            .MapActor("/by-ref", greeter)
            .MapActor("/by-path", system.ActorSelection("/user/greeter"))
            .MapActor("/found", ActorTarget.Resolved(() => registry.Greeter))
            .MapActor("/made", Props.Create(() => new Greeter()))
            .MapActorPerKey("GET", "/count/{id}", id => id.Length <= 20 ? Props.Create(() => new Counter()) : null);
        #endregion

        var orders = system.ActorOf(Props.Create(() => new OrdersActor()));
        #region messages
        endpoints.MapActor("POST", "/orders/{id}", orders, new RouteOptions
        {
            Messages = ActorMessages
                .FromJson(OrderJson.Default.Order, (request, order) => new Place(request.Route["id"], order))
                .ToJson(OrderJson.Default.Receipt, status: 201)
                .To((Refused refused) => Response.Text(refused.Why, 409)),
            ReplyTimeout = TimeSpan.FromSeconds(2),
            MaxInFlight = 100,
        });
        #endregion
        endpoints.MapActor("/listing", Props.Create(() => new Listing()));

        #region sources
        endpoints
            .MapSource("/events", _ => Source.From(["one", "two"]).Select(text => new ServerSentEvent(text)), SlowPeers.DropOldest(100))
            .MapSource("/numbers.ndjson", _ => Source.From(Enumerable.Range(1, 3)), NumberJson.Default.Int32);
        #endregion

        #region sockets
        endpoints
            .MapWebSocket("/shout", _ => Flow.Create<SocketMessage>().Select(message => SocketMessage.Of($"{message}!")))
            .MapWebSocketActor("/room/{name}", request => Props.Create(() => new Room(request.Route["name"])));
        #endregion
    }

    private static async Task<ClaimsPrincipal?> UserOf(string token, CancellationToken cancellation)
    {
        await Task.CompletedTask.WaitAsync(cancellation);
        return token switch
        {
            "ada" => new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "Ada")], "Bearer")),
            "slow" => throw new TimeoutException(),
            _ => null,
        };
    }

    #region pipe
    private static async Task<int> CountLines(PipeReader body)
    {
        var lines = 0;
        while (true)
        {
            var read = await body.ReadAsync();
            var rest = new SequenceReader<byte>(read.Buffer);
            while (rest.TryAdvanceTo((byte)'\n'))
                lines++;
            body.AdvanceTo(rest.Position, read.Buffer.End);
            if (read.IsCompleted)
                return lines;
        }
    }
    #endregion

    #region actor
    private sealed class Greeter : ReceiveActor
    {
        public Greeter() => Receive<Request>(request =>
        {
            Sender.Tell(new Informational(103, Headers.Of(("link", "</style.css>; rel=preload; as=style"))));
            Sender.Tell(Response.Text($"Hello, {request.Query}!") with { Trailers = Headers.Of(("x-by", "an actor")) });
        });
    }
    #endregion

    #region orders
    private sealed class OrdersActor : ReceiveActor
    {
        public OrdersActor() => Receive<Place>(place => Sender.Tell(place.Order.Items > 0
            ? new Receipt(place.Id, place.Order.Items)
            : new Refused("nothing was ordered")));
    }
    #endregion

    #region listing
    private sealed class Listing : ReceiveActor
    {
        private int _line;

        public Listing()
        {
            Receive<Request>(_ =>
            {
                Sender.Tell(new ResponseStarted(200, Headers.Of(("content-type", "text/plain"))));
                Next();
            });
            Receive<ChunkSent>(_ => Next());
        }

        private void Next() => Sender.Tell(++_line <= 3 ? new Chunk(Encoding.ASCII.GetBytes($"line {_line}\n")) : new Completed());
    }
    #endregion

    #region room
    private sealed class Room : ReceiveActor
    {
        private IActorRef _peer = ActorRefs.Nobody;

        public Room(string name)
        {
            Receive<SocketOpened>(opened =>
            {
                _peer = opened.Peer;
                _peer.Tell(SocketMessage.Of($"welcome to {name}"));
                Sender.Tell(SocketReady.Instance);
            });
            Receive<SocketMessage>(message =>
            {
                _peer.Tell(message);
                Sender.Tell(SocketReady.Instance);
            });
            Receive<SocketClosed>(_ => { });
        }
    }
    #endregion

    private sealed class Counter : ReceiveActor
    {
        private int _count;

        public Counter() => Receive<Request>(_ => Sender.Tell(Response.Text($"{++_count}")));
    }

    private sealed record Place(string Id, Order Order);

    private sealed record Order(int Items);

    private sealed record Receipt(string Id, int Items);

    private sealed record Refused(string Why);

    [JsonSerializable(typeof(int))]
    private sealed partial class NumberJson : JsonSerializerContext;

    [JsonSerializable(typeof(Order))]
    [JsonSerializable(typeof(Receipt))]
    private sealed partial class OrderJson : JsonSerializerContext;
}
