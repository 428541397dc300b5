namespace AkkaH2.Interop.Tests.Packages;

/// <summary>
/// All packages of this repository in a folder of their own, outside the tree, and a NuGet.config that knows only them and what this machine has
/// restored already: nothing is fetched, and nothing stays.
/// </summary>
public sealed class LocalFeed : IAsyncLifetime
{
    /// <summary>Of each run its own: what a person has installed of another build is not taken for it.</summary>
    internal static readonly string Version = $"0.0.0-test.{Guid.NewGuid():N}";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("akkah2-packages-");

    /// <summary>The projects that are packages: all of <c>src</c>.</summary>
    public static IReadOnlyList<string> Projects { get; } = Directory.GetFiles(Path.Combine(Programs.Root, "src"), "*.csproj", SearchOption.AllDirectories);

    /// <summary>The packages.</summary>
    public IReadOnlyList<string> Packages => Directory.GetFiles(Feed, "*.nupkg");

    private string Feed => Path.Combine(_folder.FullName, "feed");

    public async Task InitializeAsync()
    {
        foreach (var project in Projects)
            await DotnetAsync(Programs.Root, "pack", project, "-c", SamplePrograms.Configuration, "--no-build", "-o", Feed, $"-p:Version={Version}");
        await WriteAsync("NuGet.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="installed" /></config>
              <fallbackPackageFolders><clear /><add key="restored" value="{Restored}" /></fallbackPackageFolders>
              <packageSources><clear /><add key="feed" value="feed" /></packageSources>
            </configuration>
            """);
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Builds a project that has nothing but a reference to the package and this program; its DLL.</summary>
    internal async Task<string> BuildAsync(string package, string program)
    {
        await WriteAsync("app/app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{Version}" />
              </ItemGroup>
            </Project>
            """);
        await WriteAsync("app/Program.cs", program);
        await DotnetAsync(Path.Combine(_folder.FullName, "app"), "build", "-o", "out");
        return Path.Combine(_folder.FullName, "app", "out", "app.dll");
    }

    private static string Restored => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    // As from a shell: the test run's own settings for MSBuild and NuGet do not count.
    private static async Task DotnetAsync(string folder, params string[] arguments)
    {
        var own = Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase));
        var unset = own.Append("NUGET_PACKAGES").SelectMany(name => (string[])["-u", name]);
        var said = await ToolProcess.RunAsync("env", ["-C", folder, .. unset, "dotnet", .. arguments, "--nologo", "-nodeReuse:false"], Deadlines.Tool);
        Assert.True(said.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {said}");
    }

    private Task WriteAsync(string name, string text)
    {
        var file = new FileInfo(Path.Combine(_folder.FullName, name));
        file.Directory!.Create();
        return File.WriteAllTextAsync(file.FullName, text);
    }
}
