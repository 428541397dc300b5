using System.IO.Compression;
using System.Text.RegularExpressions;

namespace AkkaH2.Interop.Tests.Packages;

/// <summary>What `dotnet pack` makes is whole, and enough for a project that knows nothing of this tree.</summary>
public sealed partial class PackageTests(LocalFeed feed) : IClassFixture<LocalFeed>
{
    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_new_project_that_does_what_the_README_says_serves_a_request()
    {
        var program = await feed.NewApplicationAsync(
            "Hello",
            Example("AkkaH2").Replace("8080", "0").Replace("await server.Terminate", "Console.WriteLine($\"listening on {server.Urls[0]}\");\nawait server.Terminate"),
            $"AkkaH2 --version {LocalFeed.Version}");
        await using var server = await ServerProcess.StartAsync(program, [], Deadlines.Answer);
        using var client = new Client(server.Address);

        Assert.Equal("Hello, package!\n", await client.GetStringAsync("/hello/package"));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_new_project_that_does_what_the_README_of_Hosting_says_serves_a_request()
    {
        var program = await feed.NewApplicationAsync("Hosted", Example("AkkaH2.Hosting"), $"AkkaH2.Hosting --version {LocalFeed.Version}", "Microsoft.Extensions.Hosting --version 10.0.0");
        await using var server = await ServerProcess.StartAsync(program, ["--urls", "http://127.0.0.1:0"], Deadlines.Answer);
        using var client = new Client(server.Address);

        Assert.Equal("order 7\n", await client.GetStringAsync("/orders/7"));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_project_of_the_template_serves_a_request()
    {
        var program = await feed.NewFromTemplateAsync("Shop", "--port", "9090");
        await using var server = await ServerProcess.StartAsync(program, ["--urls", "http://127.0.0.1:0", "--contentRoot", Path.GetDirectoryName(program)!], Deadlines.Answer);
        using var client = new Client(server.Address);

        Assert.Equal("Hello, template! You are number 1.\n", await client.GetStringAsync("/hello/template"));
        Assert.Contains("\"http://localhost:9090\"", feed.Read("Shop", "appsettings.json"));
        Assert.Contains("namespace Shop;", feed.Read("Shop", "Greeter.cs"));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task A_new_project_with_the_test_kit_tests_an_endpoint()
    {
        var program = await feed.NewApplicationAsync(
            "Tested",
            """
            using AkkaH2;
            using AkkaH2.TestKit;

            var response = await TestExchange.RunAsync(request => Response.Text($"Hello, {request.Route["name"]}!"), TestRequest.Get("/hello/kit"), "/hello/{name}");
            Console.WriteLine($"{response.Status} {response.Text}");
            """,
            $"AkkaH2.TestKit --version {LocalFeed.Version}");
        var said = await ToolProcess.RunAsync("dotnet", [program], Deadlines.Tool);

        Assert.Equal(("200 Hello, kit!\n", ""), (said.Output, said.Error));
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Each_package_has_its_README_its_licence_and_its_documentation()
    {
        Assert.Equal(LocalFeed.Libraries.Count + 1, feed.Packages.Count);
        foreach (var path in feed.Packages)
        {
            await using var package = await ZipFile.OpenReadAsync(path);
            var id = Id(path);

            Assert.StartsWith($"# {id}\n", await ReadAsync(package, "README.md"));
            Assert.Contains("<license type=\"expression\">BSD-3-Clause</license>", await ReadAsync(package, $"{id}.nuspec"));
            Assert.Contains("<readme>README.md</readme>", await ReadAsync(package, $"{id}.nuspec"));
            if (id != "AkkaH2.Templates")
                Assert.Contains("<summary>", await ReadAsync(package, $"lib/net10.0/{id}.xml"));
        }
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Each_package_depends_on_ranges_and_on_this_version_of_the_others()
    {
        var ranges = new HashSet<(string Owner, string Version)>();
        foreach (var path in feed.Packages)
        {
            await using var package = await ZipFile.OpenReadAsync(path);
            foreach (Match dependency in Dependencies().Matches(await ReadAsync(package, $"{Id(path)}.nuspec")))
                ranges.Add((dependency.Groups["owner"].Value, dependency.Groups["version"].Value));
        }

        Assert.Contains(("AkkaH2", $"[{LocalFeed.Version}]"), ranges);
        Assert.Contains(("Akka", "[1.5.73, 1.6.0)"), ranges);
        Assert.Equal(["Akka", "AkkaH2", "Microsoft"], ranges.Select(range => range.Owner).Order()); // each asks for one range
    }

    [Fact(Timeout = Deadlines.TestMilliseconds)]
    public async Task Each_library_has_symbols_that_lead_to_its_sources()
    {
        foreach (var path in feed.Packages.Where(path => Id(path) != "AkkaH2.Templates"))
        {
            await using var package = await ZipFile.OpenReadAsync(Path.ChangeExtension(path, ".snupkg"));
            await using var packed = await package.GetEntry($"lib/net10.0/{Id(path)}.pdb")!.OpenAsync();
            using var pdb = new MemoryStream();
            await packed.CopyToAsync(pdb);
            using var symbols = new Symbols(pdb);

            Assert.NotEmpty(symbols.Documents);
            Assert.DoesNotContain(symbols.Documents, document => !symbols.HasSource(document));
        }
    }

    private static string Id(string path) => Path.GetFileName(path)[..^$".{LocalFeed.Version}.nupkg".Length];

    private static string Example(string package) => CSharp().Match(File.ReadAllText(Path.Combine(Programs.Root, "src", package, "README.md"))).Groups["code"].Value;

    private static async Task<string> ReadAsync(ZipArchive package, string name)
    {
        var entry = package.GetEntry(name);
        Assert.True(entry is not null, $"the package has no {name}");
        using var text = new StreamReader(await entry.OpenAsync());
        return await text.ReadToEndAsync();
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex("<dependency id=\"(?<owner>[^\".]+)[^\"]*\" version=\"(?<version>[^\"]+)\"")]
    private static partial Regex Dependencies();
}
