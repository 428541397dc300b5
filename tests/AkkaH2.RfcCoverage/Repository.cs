namespace AkkaH2.RfcCoverage;

/// <summary>The checkout that this program was built in.</summary>
public sealed record Repository(string Root)
{
    /// <summary>The page that <see cref="CoveragePage"/> is written to.</summary>
    public string Page => Path.Combine(Root, "docs", "rfc-coverage.md");

    /// <summary>Our own sources, by their path below src.</summary>
    public IEnumerable<SourceFile> Code => Files("src");

    /// <summary>All tests, by their path below tests.</summary>
    public IEnumerable<SourceFile> Tests => Files("tests");

    /// <exception cref="DirectoryNotFoundException">This is no checkout.</exception>
    public static Repository Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AkkaH2.sln"))) return new Repository(folder.FullName);
        }

        throw new DirectoryNotFoundException($"No AkkaH2.sln in or above {AppContext.BaseDirectory}.");
    }

    private IEnumerable<SourceFile> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => new SourceFile(Path.GetRelativePath(Path.Combine(Root, folder.Split('/')[0]), path).Replace('\\', '/'), path))
            .Where(file => !file.Name.Contains("/obj/", StringComparison.Ordinal) && !file.Name.Contains("/bin/", StringComparison.Ordinal));
}

/// <summary>A source file: its path below src or tests, and where it is.</summary>
public sealed record SourceFile(string Name, string Path)
{
    public IEnumerable<string> Lines => File.ReadLines(Path);
}
