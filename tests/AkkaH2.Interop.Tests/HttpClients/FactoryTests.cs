using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaH2.Interop.Tests.HttpClients;

/// <summary>IHttpClientFactory (Microsoft.Extensions.Http).</summary>
public sealed class FactoryTests : HttpClientTest
{
    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Clients_of_a_name_share_a_handler_and_its_connection()
    {
        var connections = new HashSet<string>();
        for (var i = 0; i < 10; i++)
        {
            using var client = NewClient();
            connections.Add(await client.GetStringAsync("/connection"));
        }

        Assert.Single(connections);
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_handler_that_is_replaced_ends_no_request()
    {
        var (replaced, client) = (NewHandler(), default(HttpClient));
        using (client = new HttpClient(replaced) { BaseAddress = Address, DefaultRequestVersion = HttpVersion.Version20 })
        {
            var response = await client.GetAsync("/slow", HttpCompletionOption.ResponseHeadersRead);
            replaced.Dispose(); // as the factory does when nobody holds a client of it
            _released.SetResult();
            Assert.Equal("begun, complete", await response.Content.ReadAsStringAsync().WaitAsync(Deadline));
        }
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Handlers_in_between_see_requests_and_responses()
    {
        using var client = NewClient();
        using var response = await client.GetAsync("/token");
        Assert.Equal(("secret", HttpVersion.Version20), (await response.Content.ReadAsStringAsync(), response.Version));
        Assert.True(response.Headers.Contains("x-seen"));
    }

    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override void Map(WebApplication server)
    {
        server.MapGet("/connection", (HttpContext context) => context.Connection.Id);
        server.MapGet("/token", (HttpContext context) => context.Request.Headers["x-token"].ToString());
        server.MapGet("/slow", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("begun, ");
            await context.Response.Body.FlushAsync();
            await _released.Task;
            await context.Response.WriteAsync("complete");
        });
    }

    protected override void Add(IServiceCollection services) => services
        .AddHttpClient("api", client => (client.BaseAddress, client.DefaultRequestVersion) = (Address, HttpVersion.Version20))
        .ConfigurePrimaryHttpMessageHandler(NewHandler)
        .AddHttpMessageHandler(() => new Stamp());

    private HttpClient NewClient() => Services.GetRequiredService<IHttpClientFactory>().CreateClient("api");

    private sealed class Stamp : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("x-token", "secret");
            var response = await base.SendAsync(request, cancellationToken);
            response.Headers.Add("x-seen", "yes");
            return response;
        }
    }
}
