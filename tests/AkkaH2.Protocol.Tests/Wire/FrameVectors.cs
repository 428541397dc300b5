namespace AkkaH2.Protocol.Tests.Wire;

/// <summary>The http2-frame-test-case files, if a folder <c>shared/vectors/frames</c> stands beside this repository or above.</summary>
internal static class FrameVectors
{
    public static string? Folder { get; } = Ancestors(AppContext.BaseDirectory)
        .Select(folder => Path.Combine(folder, "shared", "vectors", "frames"))
        .FirstOrDefault(Directory.Exists);

    public static string? Missing => Folder is null ? "shared/vectors/frames is not here" : null;

    /// <summary>The files, as paths below the folder.</summary>
    public static IEnumerable<string> Files() => Directory.EnumerateFiles(Folder!, "*.json", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder!, file).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Ancestors(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent) yield return folder.FullName;
    }
}

/// <summary>A theory that is skipped, with the reason, where the vectors are missing.</summary>
public sealed class FrameVectorTheoryAttribute : TheoryAttribute
{
    public FrameVectorTheoryAttribute() => Skip = FrameVectors.Missing;
}

/// <summary>A fact that is skipped, with the reason, where the vectors are missing.</summary>
public sealed class FrameVectorFactAttribute : FactAttribute
{
    public FrameVectorFactAttribute() => Skip = FrameVectors.Missing;
}
