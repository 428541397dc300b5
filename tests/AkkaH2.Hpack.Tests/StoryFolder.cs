namespace AkkaH2.Hpack.Tests;

/// <summary>Finds the stories: a folder <c>shared/vectors/hpack</c> beside a folder above this test.</summary>
internal static class StoryFolder
{
    public const string Raw = "raw-data";

    public static readonly string? Root = Find();

    public static string[] Names => Root is null ? [] : Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)).Order().ToArray();

    public static Story[] Load(string folder) =>
        Directory.GetFiles(Path.Combine(Root!, folder), "story_*.json").Order().Select(Story.Load).ToArray();

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var vectors = Path.Combine(folder.FullName, "shared", "vectors", "hpack");
            if (Directory.Exists(vectors))
                return vectors;
        }

        return null;
    }
}

/// <summary>A theory over the stories, skipped where they are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StoryTheoryAttribute : TheoryAttribute
{
    public StoryTheoryAttribute() => Skip = StoryFolder.Root is null ? "no folder shared/vectors/hpack above the tests" : null;
}
