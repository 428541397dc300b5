using System.Buffers;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Actors;
using AkkaH2.Protocol;
using AkkaH2.Remoting;
using FsCheck;
using FsCheck.Fluent;

namespace AkkaH2.Tests.Remoting;

/// <summary>Messages to other nodes as octets, and octets that are no message.</summary>
public sealed class Http2SerializerTests : IAsyncLifetime
{
    private static readonly string[] Manifests = ["request.1", "response.1", "informational.1", "fields.1", "open-body.1", "close-body.1", "end-of-body.1",
        "response-started.1", "chunk.1", "chunk-sent.1", "completed.1", "request-cancelled.1", "request-lost.1", "request-arrived.1"];

    private const string Half = "\ud83d"; // of a surrogate pair: no text

    private readonly ActorSystem _system = ActorSystem.Create("octets", ConfigurationFactory.ParseString("""
        akka { loglevel = OFF, stdout-loglevel = OFF, remote.dot-netty.tcp.maximum-frame-size = 128000b }
        """).WithFallback(Http2.DefaultConfig));

    private Http2Serializer Serializer => (Http2Serializer)_system.Serialization.FindSerializerForType(typeof(Request));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task A_request_keeps_its_head_its_route_its_body_and_its_trailers()
    {
        var head = new RequestHead("POST", "https", "example.com:8443", "/orders/7?full", Headers.Of(("accept", "*/*")).WithAdded("authorization", "x", sensitive: true), 4)
        {
            ExpectsContinue = true,
            Protocol = "websocket",
        };
        var body = RequestBody.Of(new ReadOnlySequence<byte>("body"u8.ToArray()), Headers.Of(("x-sum", "1")));
        var copy = Copy(new Request(head, body) { Route = new RouteValues("/orders/7", [("id", "7"), ("what", "größer")]) });

        Assert.Equal(head with { Headers = copy.Headers }, copy.Head);
        Assert.Equal(head.Headers, copy.Headers);
        Assert.Equal(("7", "größer"), (copy.Route["id"], copy.Route["what"]));
        Assert.Equal("body", await copy.Body.ReadTextAsync(100));
        Assert.Equal("1", copy.Body.Trailers["x-sum"]);
    }

    [Fact]
    public async Task A_request_that_a_client_would_send_keeps_its_body()
    {
        var copy = Copy(Request.Post("/orders", "an order", Headers.Of(("x-a", "1"))));
        Assert.Equal(("POST", "/orders", "1", "an order"), (copy.Method, copy.Target, copy.Headers["x-a"], await copy.Body.ReadTextAsync(100)));
    }

    [Fact]
    public async Task A_request_that_is_followed_says_where_it_was_read()
    {
        using var inbox = Inbox.Create(_system);
        var copy = Copy(Request.Post("/orders", "an order").AsPortable(inbox.Receiver));
        var arrived = Assert.IsType<RequestArrived>(inbox.Receive(TimeSpan.FromSeconds(10)));
        Assert.Equal(((ExtendedActorSystem)_system).Provider.DefaultAddress, arrived.Node);
        Assert.Equal(arrived, Copy(arrived));
        Assert.Equal("an order", await copy.Body.ReadTextAsync(100));
    }

    [Fact]
    public void A_response_keeps_status_fields_body_and_trailers()
    {
        var copy = Copy(Response.Text("grün", 404).With("x-a", "1") with { Trailers = Headers.Of(("x-sum", "1")) });
        Assert.Equal((404, "1", "1"), (copy.Status, copy.Headers["x-a"], copy.Trailers["x-sum"]));
        Assert.Equal("grün"u8, copy.Body.Octets.Span);
    }

    [Fact]
    public void Informational_responses_and_fields_keep_what_they_have()
    {
        var hint = Copy(new Informational(103, Headers.Of(("link", "</a.css>"))));
        Assert.Equal((103, "</a.css>"), (hint.Status, hint.Headers["link"]));
        Assert.Equal("2", Copy(Headers.Of(("a", "1"), ("a", "2"))).All("a").Last());
    }

    [Fact]
    public void Pieces_of_a_response_keep_what_they_have()
    {
        var started = Copy(new ResponseStarted(201, Headers.Of(("x-a", "1"))));
        Assert.Equal((201, "1"), (started.Status, started.Headers!["x-a"]));
        Assert.Equal("piece"u8, Copy(new Chunk("piece"u8.ToArray())).Octets.Span);
        Assert.Same(ChunkSent.Instance, Copy(ChunkSent.Instance));
        Assert.Equal("2", Copy(new Completed(Headers.Of(("x-b", "2")))).Trailers!["x-b"]);
        Assert.Equal("GET /7", Copy(new RequestCancelled(Request.Get("/7"))).Request.ToString());
    }

    [Fact]
    public void A_chunk_that_is_too_large_fails_its_request() =>
        Assert.Contains("may have 123904", Assert.IsType<Status.Failure>(Serializer.FromBinary(Serializer.ToBinary(new Chunk(new byte[200_000])), "chunk.1")).Cause.Message);

    [Fact]
    public void A_slice_of_a_large_array_sends_the_slice_only() =>
        Assert.InRange(Serializer.ToBinary(Response.Octets(new byte[1 << 20].AsMemory(1000, 5))).Length, 5, 100);

    [Fact]
    public void Lent_memory_goes_back_when_it_was_copied()
    {
        var owner = new Owner();
        var copy = Copy(Response.Empty(200) with { Body = ResponseBody.Lent("lent"u8.ToArray(), owner) });
        Assert.Equal((1, "lent"), (owner.Disposed, System.Text.Encoding.ASCII.GetString(copy.Body.Octets.Span)));
    }

    [Fact]
    public void A_response_whose_fields_are_too_large_becomes_an_error() =>
        Assert.Equal(500, Copy(Response.Text("x").With("x-large", new string('x', 200_000))).Status);

    [Fact]
    public void A_response_that_cannot_be_written_becomes_an_error_and_gives_its_body_back()
    {
        var owner = new Owner();
        Assert.Equal(500, Copy(Response.Empty(200).With("x-half", Half) with { Body = ResponseBody.Lent("lent"u8.ToArray(), owner) }).Status);
        Assert.Equal(1, owner.Disposed);
        Assert.Equal(500, Copy(Response.Empty(200) with { Body = ResponseBody.From(new MemoryStream()).Through(output => output) }).Status);
    }

    [Theory]
    [InlineData(true, "may have 123904")]
    [InlineData(false, "Unicode")]
    public void A_piece_that_cannot_be_written_fails_its_request(bool isTooLarge, string reason)
    {
        var fields = Headers.Of(("x-a", isTooLarge ? new string('x', 200_000) : Half));
        foreach (var piece in new object[] { new ResponseStarted(200, fields), new Completed(fields) })
            Assert.Contains(reason, Assert.IsType<Status.Failure>(Serializer.FromBinary(Serializer.ToBinary(piece), Serializer.Manifest(piece))).Cause.Message);
    }

    [Fact]
    public void A_request_whose_fields_are_too_large_is_refused() =>
        Assert.Contains("may have 123904", Assert.Throws<SerializationException>(() => Serializer.ToBinary(Request.Get("/", Headers.Of(("x-large", new string('x', 200_000)))))).Message);

    [Theory]
    [InlineData("request.1", "03474554046874747006612e746573740b2f6f72646572732f373f610000000106616363657074032a2f2a00092f6f72646572732f370102696401370000" + "00")]
    [InlineData("response.1", "c801010c636f6e74656e742d747970650a746578742f706c61696e000105782d73756d0131000005" + "68656c6c6f" + "00")]
    [InlineData("informational.1", "6701046c696e6b063c2f612e3e2000")]
    [InlineData("fields.1", "0101610131" + "01")]
    public void The_first_version_is_read_for_ever(string manifest, string octets)
    {
        var message = Serializer.FromBinary(Convert.FromHexString(octets), manifest);
        Assert.Equal(manifest, Serializer.Manifest(message));
        Assert.Equal(octets, Convert.ToHexStringLower(Serializer.ToBinary(message)));
    }

    [Fact]
    public void Parts_that_a_later_version_appends_are_passed_over()
    {
        byte[] octets = [.. Serializer.ToBinary(Response.Text("hello")), 1, 2, 3];
        Assert.Equal("hello"u8, ((Response)Serializer.FromBinary(octets, "response.1")).Body.Octets.Span);
    }

    [Fact]
    public void An_unknown_manifest_is_named() =>
        Assert.Contains("'response.2'", Assert.Throws<SerializationException>(() => Serializer.FromBinary([1], "response.2")).Message);

    [Fact]
    public void Another_object_is_refused() => Assert.Throws<SerializationException>(() => Serializer.ToBinary("text"));

    [Fact]
    public void Any_octets_at_all_are_a_message_or_refused() =>
        Prop.ForAll(Gen.Elements(Manifests).ToArbitrary(), ArbMap.Default.ArbFor<byte[]>(), (manifest, octets) => IsReadOrRefused(octets, manifest)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_message_with_any_octet_changed_or_cut_off_is_a_message_or_refused()
    {
        var whole = Serializer.ToBinary(new Request(new RequestHead("GET", "http", "a", "/b", Headers.Of(("c", "d")), 3), RequestBody.Empty) { Route = new RouteValues("/b", [("e", "f")]) });
        for (var at = 0; at < whole.Length; at++)
        {
            Assert.True(IsReadOrRefused(whole[..at], "request.1"));
            for (var octet = 0; octet <= byte.MaxValue; octet++)
            {
                var changed = whole.ToArray();
                changed[at] = (byte)octet;
                Assert.True(IsReadOrRefused(changed, "request.1"));
            }
        }
    }

    [Fact]
    public void A_length_beyond_the_message_allocates_nothing_of_it()
    {
        byte[] octets = [200, 1, 0xff, 0xff, 0xff, 0xff, 0x07]; // a response with 2^31-1 fields
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<SerializationException>(() => Serializer.FromBinary(octets, "response.1"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Any_response_survives() =>
        Prop.ForAll(AnyFields.ToArbitrary(), ArbMap.Default.ArbFor<byte[]>(), (fields, body) =>
        {
            var copy = Copy(new Response(200, Headers.Of(fields), body));
            return copy.Headers.SequenceEqual(Headers.Of(fields)) && copy.Body.Octets.Span.SequenceEqual(body);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_system_that_was_made_without_the_reference_configuration_gets_the_serializer_with_the_extension()
    {
        using var bare = ActorSystem.Create("bare", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));
        bare.Http2();
        Assert.IsType<Http2Serializer>(bare.Serialization.FindSerializerFor(Response.Text("x")));
        Assert.IsType<Http2Serializer>(bare.Serialization.FindSerializerFor(Request.Get("/")));
        await bare.Terminate();
    }

    private static Gen<(string, string)[]> AnyFields =>
        (from name in Gen.Elements("a", "content-type", "x-é")
         from value in Gen.Choose(0, 255).Select(octet => (char)octet).ArrayOf()
         select (name, new string(value))).ArrayOf();

    private bool IsReadOrRefused(byte[] octets, string manifest)
    {
        try
        {
            return Serializer.FromBinary(octets, manifest) is not null;
        }
        catch (SerializationException)
        {
            return true;
        }
    }

    private T Copy<T>(T message)
        where T : notnull => (T)_system.Serialization.Deserialize(Serializer.ToBinary(message), Serializer.Identifier, Serializer.Manifest(message));

    private sealed class Owner : IDisposable
    {
        public int Disposed { get; private set; }

        public void Dispose() => Disposed++;
    }
}
