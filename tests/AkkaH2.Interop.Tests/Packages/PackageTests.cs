using System.IO.Compression;

namespace AkkaH2.Interop.Tests.Packages;

/// <summary>What `dotnet pack` makes is whole, and enough for a project that knows nothing of this tree.</summary>
public sealed class PackageTests(LocalFeed feed) : IClassFixture<LocalFeed>
{
    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task An_empty_project_with_the_package_serves_a_request()
    {
        var program = await feed.BuildAsync("AkkaH2", """
            using Akka.Actor;
            using AkkaH2;

            using var system = ActorSystem.Create("installed", Http2.DefaultConfig);
            var server = await system.Http2().BindAsync("127.0.0.1", 0, endpoints => endpoints
                .Map("GET", "/hello/{name}", x => x.Respond($"Hello, {x.Route["name"]}!\n")));
            var ended = server.TerminateOnSignalAsync();
            Console.WriteLine($"listening on http://{server.LocalEndPoint}");
            await ended;
            """);
        await using var server = await ServerProcess.StartAsync(program, [], Deadlines.Answer);
        using var client = new Client(server.Address);

        Assert.Equal("Hello, package!\n", await client.GetStringAsync("/hello/package"));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task An_empty_project_with_the_test_kit_tests_an_endpoint()
    {
        var program = await feed.BuildAsync("AkkaH2.TestKit", """
            using AkkaH2;
            using AkkaH2.TestKit;

            var response = await TestExchange.RunAsync(request => Response.Text($"Hello, {request.Route["name"]}!"), TestRequest.Get("/hello/kit"), "/hello/{name}");
            Console.WriteLine($"{response.Status} {response.Text}");
            """);
        var said = await ToolProcess.RunAsync("dotnet", [program], Deadlines.Tool);

        Assert.Equal(("200 Hello, kit!\n", ""), (said.Output, said.Error));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Each_package_has_its_README_its_licence_and_its_documentation()
    {
        Assert.Equal(LocalFeed.Projects.Count, feed.Packages.Count);
        foreach (var path in feed.Packages)
        {
            await using var package = await ZipFile.OpenReadAsync(path);
            var id = Path.GetFileName(path)[..^$".{LocalFeed.Version}.nupkg".Length];

            Assert.StartsWith($"# {id}\n", await ReadAsync(package, "README.md"));
            Assert.Contains("<license type=\"expression\">BSD-3-Clause</license>", await ReadAsync(package, $"{id}.nuspec"));
            Assert.Contains("<readme>README.md</readme>", await ReadAsync(package, $"{id}.nuspec"));
            Assert.Contains("<summary>", await ReadAsync(package, $"lib/net10.0/{id}.xml"));
        }
    }

    private static async Task<string> ReadAsync(ZipArchive package, string name)
    {
        var entry = package.GetEntry(name);
        Assert.True(entry is not null, $"the package has no {name}");
        using var text = new StreamReader(await entry.OpenAsync());
        return await text.ReadToEndAsync();
    }
}
