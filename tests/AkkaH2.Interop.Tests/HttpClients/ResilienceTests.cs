using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace AkkaH2.Interop.Tests.HttpClients;

/// <summary>Polly, by Microsoft.Extensions.Http.Resilience: what it takes for a failure that passes is one here too.</summary>
public sealed class ResilienceTests : HttpClientTest
{
    [Theory(Timeout = Deadlines.TestMilliseconds)]
    [InlineData("/busy")] // 503, 503, 200
    [InlineData("/reset")] // RST_STREAM, RST_STREAM, 200
    [InlineData("/lost")] // the connection ends, twice; 200
    public async Task A_request_is_tried_again_with_its_content(string path)
    {
        using var response = await NewClient("patient").PostAsync(path, new StringContent("the content"));
        Assert.Equal((HttpStatusCode.OK, "the content"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal(3, AskedFor(path));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task An_attempt_that_takes_too_long_is_cancelled_at_the_server_and_tried_again()
    {
        Assert.Equal("at last", await NewClient("watchful").GetStringAsync("/slow"));
        await _cancelled.Task.WaitAsync(Deadline);
        Assert.Equal(2, AskedFor("/slow"));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task The_whole_has_a_time_too() => await Assert.ThrowsAsync<TimeoutRejectedException>(() => NewClient("hasty").GetStringAsync("/silent"));

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task The_circuit_opens_when_nobody_listens()
    {
        using var client = NewClient("breaking");
        client.BaseAddress = new Uri("http://127.0.0.1:1");
        for (var i = 0; i < 2; i++)
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/"));
        await Assert.ThrowsAsync<BrokenCircuitException>(() => client.GetAsync("/"));
    }

    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override void Map(WebApplication server)
    {
        server.MapPost("/busy", context => ThirdTime(context, () => context.Response.StatusCode = 503));
        server.MapPost("/reset", context => ThirdTime(context, () => context.Features.Get<IHttpResetFeature>()!.Reset(2))); // INTERNAL_ERROR
        server.MapPost("/lost", context => ThirdTime(context, () => context.Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionLifetimeFeature>()!.Abort()));
        server.MapGet("/slow", async context =>
        {
            if (Ask(context) == 1)
                await Forever(context);
            await context.Response.WriteAsync("at last");
        });
        server.MapGet("/silent", Forever);
    }

    protected override void Add(IServiceCollection services)
    {
        // An attempt that is given up before the server was asked counts for Polly and not for the server: the only time-out here is that of the test for it.
        AddClient("patient", pipeline => pipeline.AddRetry(Twice()));
        AddClient("watchful", pipeline => pipeline.AddRetry(Twice()).AddTimeout(TimeSpan.FromSeconds(5)));
        AddClient("hasty", pipeline => pipeline.AddTimeout(TimeSpan.FromMilliseconds(200)));
        AddClient("breaking", pipeline => pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions { MinimumThroughput = 2 }));

        static HttpRetryStrategyOptions Twice() => new() { MaxRetryAttempts = 2, Delay = TimeSpan.FromMilliseconds(1) };

        void AddClient(string name, Action<ResiliencePipelineBuilder<HttpResponseMessage>> configure) => services
            .AddHttpClient(name, client => (client.BaseAddress, client.DefaultRequestVersion) = (Address, HttpVersion.Version20))
            .ConfigurePrimaryHttpMessageHandler(NewHandler)
            .AddResilienceHandler(name, configure);
    }

    private HttpClient NewClient(string name) => Services.GetRequiredService<IHttpClientFactory>().CreateClient(name);

    private async Task ThirdTime(HttpContext context, Action fail)
    {
        using var reader = new StreamReader(context.Request.Body);
        var content = await reader.ReadToEndAsync();
        if (Ask(context) < 3)
            fail();
        else
            await context.Response.WriteAsync(content);
    }

    private async Task Forever(HttpContext context)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        finally
        {
            _cancelled.TrySetResult();
        }
    }
}
