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

    /// <summary>The projects that are libraries, and packages: all of <c>src</c>.</summary>
    public static IReadOnlyList<string> Libraries { get; } = Directory.GetFiles(Path.Combine(Programs.Root, "src"), "*.csproj", SearchOption.AllDirectories);

    private static readonly string Templates = Path.Combine(Programs.Root, "templates", "AkkaH2.Templates", "AkkaH2.Templates.csproj");

    /// <summary>The packages.</summary>
    public IReadOnlyList<string> Packages => Directory.GetFiles(Feed, "*.nupkg");

    private string Feed => Path.Combine(_folder.FullName, "feed");

    public async Task InitializeAsync()
    {
        foreach (var project in Libraries.Append(Templates))
            await BuildAsync(Programs.Root, "pack", project, "-c", SamplePrograms.Configuration, "--no-build", "-o", Feed, $"-p:Version={Version}");
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

    /// <summary>A new console application that was given these packages, as a person does it, and this program; its DLL.</summary>
    internal async Task<string> NewApplicationAsync(string name, string program, params string[] packages)
    {
        await DotnetAsync(_folder.FullName, "new", "console", "-n", name, "--no-restore", "--debug:custom-hive", Hive);
        foreach (var package in packages)
            await DotnetAsync(Folder(name), ["add", "package", .. package.Split(' ')]);
        await WriteAsync($"{name}/Program.cs", program);
        return await BuildAsync(name);
    }

    /// <summary>An application that the template makes; its DLL.</summary>
    internal async Task<string> NewFromTemplateAsync(string name, params string[] options)
    {
        await DotnetAsync(_folder.FullName, "new", "install", Path.Combine(Feed, $"AkkaH2.Templates.{Version}.nupkg"), "--debug:custom-hive", Hive);
        await DotnetAsync(_folder.FullName, ["new", "akkah2", "-n", name, "--debug:custom-hive", Hive, .. options]);
        return await BuildAsync(name);
    }

    /// <summary>The text of a file of an application.</summary>
    internal string Read(string name, string file) => File.ReadAllText(Path.Combine(Folder(name), file));

    private string Hive => Path.Combine(_folder.FullName, "hive");

    private string Folder(string name) => Path.Combine(_folder.FullName, name);

    private async Task<string> BuildAsync(string name)
    {
        await BuildAsync(Folder(name), "build", "-o", "out");
        return Path.Combine(Folder(name), "out", $"{name}.dll");
    }

    private static Task BuildAsync(string folder, params string[] arguments) => DotnetAsync(folder, [.. arguments, "--nologo", "-nodeReuse:false"]);

    private static string Restored => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    // As from a shell: the test run's own settings for MSBuild and NuGet do not count.
    private static async Task DotnetAsync(string folder, params string[] arguments)
    {
        var own = Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase));
        var unset = own.Append("NUGET_PACKAGES").SelectMany(name => (string[])["-u", name]);
        var said = await ToolProcess.RunAsync("env", ["-C", folder, .. unset, "dotnet", .. arguments], Deadlines.Tool);
        Assert.True(said.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {said}");
    }

    private Task WriteAsync(string name, string text)
    {
        var file = new FileInfo(Path.Combine(_folder.FullName, name));
        file.Directory!.Create();
        return File.WriteAllTextAsync(file.FullName, text);
    }
}
