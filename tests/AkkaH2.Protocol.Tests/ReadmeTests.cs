using System.Text.RegularExpressions;

namespace AkkaH2.Protocol.Tests;

/// <summary>The program in the package's README is the one that <see cref="SessionTests"/> runs.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Its_server_is_the_tested_one()
    {
        var readme = Body(File.ReadAllText(InRepository("src/AkkaH2.Protocol/README.md")));
        var tested = Body(File.ReadAllText(InRepository("tests/AkkaH2.Protocol.Tests/Connection/SessionTests.cs")));
        Assert.Equal(tested, readme);
    }

    // From the class's head to the brace at its own indent; how deep it stands does not count.
    private static string Body(string text)
    {
        var found = Server().Match(text);
        Assert.True(found.Success);
        return string.Join('\n', found.Groups["body"].Value.Split('\n').Select(line => line.Trim()));
    }

    private static string InRepository(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AkkaH2.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("These tests run inside the repository.");
        return Path.Combine(folder.FullName, path);
    }

    [GeneratedRegex(@"^(?<indent> *)\w+ sealed class (?<name>\w+) : IHttp2Events\r?\n\k<indent>\{(?<body>.*?)^\k<indent>\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Server();
}
