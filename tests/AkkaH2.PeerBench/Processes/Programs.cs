namespace AkkaH2.PeerBench.Processes;

/// <summary>Where the two servers lie, seen from the folder this assembly runs in.</summary>
internal static class Programs
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The Kestrel program is this very assembly.</summary>
    public static string Kestrel => typeof(Programs).Assembly.Location;

    /// <summary>A program of the folder <c>samples</c> as built in the configuration.</summary>
    /// <exception cref="FileNotFoundException">It is not built.</exception>
    public static string Sample(string name, string configuration)
    {
        var dll = Path.Combine(Root, "samples", name, "bin", configuration, "net10.0", $"{name}.dll");
        return File.Exists(dll)
            ? dll
            : throw new FileNotFoundException($"{dll} is not there: dotnet build -c {configuration} samples/{name}");
    }

    private static string FindRoot(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "AkkaH2.sln")))
                return at.FullName;
        throw new DirectoryNotFoundException($"no folder above {folder} holds AkkaH2.sln");
    }
}
