using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Refit;

namespace AkkaH2.Interop.Tests.HttpClients;

/// <summary>An item of the server.</summary>
public sealed record Item(string Id, int Count);

/// <summary>The server as Refit sees it.</summary>
public interface IItems
{
    [Get("/items/{id}")]
    Task<Item> Find(string id);

    [Post("/items")]
    Task<ApiResponse<Item>> Add([Body] Item item, [Query] string tag);

    [Post("/upload")]
    Task<string> Upload([Body] Stream content);

    [Get("/download")]
    Task<Stream> Download();
}

/// <summary>Refit.</summary>
public sealed class RefitTests : HttpClientTest
{
    private IItems Items => Services.GetRequiredService<IItems>();

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task It_reads_JSON() => Assert.Equal(new Item("seven", 5), await Items.Find("seven"));

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task It_writes_JSON()
    {
        using var response = await Items.Add(new Item("eight", 8), "new");
        Assert.Equal((HttpStatusCode.Created, HttpVersion.Version20, new Item("eight/new", 8)), (response.StatusCode, response.Version, response.Content));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task An_error_status_is_its_exception()
    {
        var error = await Assert.ThrowsAsync<ApiException>(() => Items.Find("none"));
        Assert.Equal((HttpStatusCode.NotFound, "no such item"), (error.StatusCode, error.Content));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task It_uploads_a_stream() => Assert.Equal("3000000", await Items.Upload(new MemoryStream(new byte[3_000_000])));

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task It_downloads_a_stream()
    {
        await using var stream = await Items.Download();
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        Assert.Equal(1_000_000, copy.Length);
    }

    protected override void Map(WebApplication server)
    {
        server.MapGet("/items/{id}", async (HttpContext context, string id) =>
        {
            if (id != "none")
            {
                await context.Response.WriteAsJsonAsync(new Item(id, id.Length));
                return;
            }

            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("no such item");
        });
        server.MapPost("/items", async (HttpContext context) =>
        {
            var item = await context.Request.ReadFromJsonAsync<Item>();
            context.Response.StatusCode = 201;
            await context.Response.WriteAsJsonAsync(item! with { Id = $"{item.Id}/{context.Request.Query["tag"]}" });
        });
        server.MapPost("/upload", async (HttpContext context) =>
        {
            using var copy = new MemoryStream();
            await context.Request.Body.CopyToAsync(copy);
            await context.Response.WriteAsync($"{copy.Length}");
        });
        server.MapGet("/download", (HttpContext context) => context.Response.Body.WriteAsync(new byte[1_000_000]).AsTask());
    }

    // Refit's requests ask for HTTP/1.1 unless its settings say otherwise, whatever HttpClient.DefaultRequestVersion is.
    protected override void Add(IServiceCollection services) => services
        .AddRefitGeneratedClient<IItems>(new RefitSettings { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact })
        .ConfigureHttpClient(client => client.BaseAddress = Address)
        .ConfigurePrimaryHttpMessageHandler(NewHandler);
}
