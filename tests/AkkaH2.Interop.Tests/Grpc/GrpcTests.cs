using System.Net;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Configuration;
using AkkaH2.Client;
using AkkaH2.PeerBench.Load;
using AkkaH2.Transports.Tls;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using CallOptions = Grpc.Core.CallOptions;

namespace AkkaH2.Interop.Tests.Grpc;

/// <summary>Grpc.Net.Client on <see cref="AkkaH2HttpHandler"/>, and Grpc.AspNetCore on Kestrel: cleartext, and over TLS.</summary>
public abstract class GrpcTests(bool secure) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly ActorSystem _system = ActorSystem.Create("grpc", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));
    private readonly TemporaryFolder _folder = new();
    private WebApplication _server = null!;
    private GrpcChannel _channel = null!;
    private CallInvoker _calls = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        var certificate = new ServerCertificate(_folder);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (secure)
                listen.UseHttps(X509CertificateLoader.LoadPkcs12FromFile(certificate.Pfx, null));
        }));
        _server = builder.Build();
        _server.MapGrpcService<CallsService>();
        await _server.StartAsync();
        var settings = _system.Http2().Settings.Client;
        settings = settings with { Tls = settings.Tls with { Authorities = TlsCertificate.ReadAuthorities(certificate.Pem) } };
        _channel = GrpcChannel.ForAddress(_server.Urls.First(), new GrpcChannelOptions { HttpHandler = new AkkaH2HttpHandler(_system, settings), DisposeHttpClient = true });
        _calls = _channel.CreateCallInvoker();
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
        await _system.Terminate().WaitAsync(Deadline);
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public async Task A_unary_call(int length)
    {
        var text = new string('x', length);
        Assert.Equal(text, await _calls.AsyncUnaryCall(CallsBase.UnaryMethod, null, Options(), text));
    }

    [Fact]
    public async Task Metadata_goes_there_and_comes_back_before_and_behind_the_message()
    {
        using var call = _calls.AsyncUnaryCall(CallsBase.UnaryMethod, null, Options().WithHeaders(new Metadata { { "x-tag", "7" } }), "text");
        Assert.Equal("7", (await call.ResponseHeadersAsync).GetValue("x-tag"));
        Assert.Equal("text", await call);
        Assert.Equal(("7", StatusCode.OK), (call.GetTrailers().GetValue("x-tag"), call.GetStatus().StatusCode));
    }

    [Fact]
    public async Task A_stream_of_the_server()
    {
        using var call = _calls.AsyncServerStreamingCall(CallsBase.ServerStreamingMethod, null, Options(), new string('x', 1_000));
        var count = 0;
        await foreach (var response in call.ResponseStream.ReadAllAsync())
            Assert.EndsWith($" {count++}", response);
        Assert.Equal(1_000, count);
    }

    [Fact]
    public async Task A_stream_of_the_client()
    {
        using var call = _calls.AsyncClientStreamingCall(CallsBase.ClientStreamingMethod, null, Options());
        for (var i = 0; i < 1_000; i++)
            await call.RequestStream.WriteAsync($"{i}");
        await call.RequestStream.CompleteAsync();
        Assert.Equal(string.Join(',', Enumerable.Range(0, 1_000)), await call);
    }

    [Fact]
    public async Task Streams_of_both_that_take_turns()
    {
        using var call = _calls.AsyncDuplexStreamingCall(CallsBase.DuplexMethod, null, Options());
        for (var i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync($"{i}");
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal($"to {i}", call.ResponseStream.Current);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Hundreds_of_calls_at_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(async i => await _calls.AsyncUnaryCall(CallsBase.UnaryMethod, null, Options(), $"{i}")));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), answers);
    }

    [Fact]
    public async Task An_error_of_the_server_with_its_trailers()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await _calls.AsyncUnaryCall(CallsBase.FailMethod, null, Options(), "not now"));
        Assert.Equal((StatusCode.FailedPrecondition, "not now", "asked for"), (error.StatusCode, error.Status.Detail, error.Trailers.GetValue("x-reason")));
    }

    [Fact]
    public async Task A_deadline()
    {
        using var call = _calls.AsyncServerStreamingCall(CallsBase.HangMethod, null, new CallOptions(deadline: DateTime.UtcNow.AddMilliseconds(100)), "deadline");
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext().WaitAsync(Deadline))
            {
                // it sends one, and then nothing
            }
        });
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    [Fact]
    public async Task A_cancellation_reaches_the_server()
    {
        var name = $"{Guid.NewGuid()}";
        var cancelled = CallsService.Cancelled.GetOrAdd(name, _ => new TaskCompletionSource());
        using var cancellation = new CancellationTokenSource();
        using var call = _calls.AsyncServerStreamingCall(CallsBase.HangMethod, null, Options(cancellation.Token), name);
        Assert.True(await call.ResponseStream.MoveNext());
        await cancellation.CancelAsync();
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext().WaitAsync(Deadline));
        Assert.Equal(StatusCode.Cancelled, error.StatusCode);
        await cancelled.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task A_call_that_is_disposed_reaches_it_too()
    {
        var name = $"{Guid.NewGuid()}";
        var cancelled = CallsService.Cancelled.GetOrAdd(name, _ => new TaskCompletionSource());
        var call = _calls.AsyncServerStreamingCall(CallsBase.HangMethod, null, Options(), name);
        Assert.True(await call.ResponseStream.MoveNext());
        call.Dispose();
        await cancelled.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        await _server.StopAsync();
        var error = await Assert.ThrowsAsync<RpcException>(async () => await _calls.AsyncUnaryCall(CallsBase.UnaryMethod, null, Options(), "text"));
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
    }

    private static CallOptions Options(CancellationToken cancellation = default) => new(deadline: DateTime.UtcNow + Deadline, cancellationToken: cancellation);
}

/// <inheritdoc/>
public sealed class CleartextGrpcTests() : GrpcTests(secure: false);

/// <inheritdoc/>
public sealed class TlsGrpcTests() : GrpcTests(secure: true);
