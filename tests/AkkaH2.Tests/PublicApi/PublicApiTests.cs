using System.Reflection;
using System.Runtime.CompilerServices;
using AkkaH2.Hpack;
using AkkaH2.Http1;
using AkkaH2.Protocol;
using PublicApiGenerator;

namespace AkkaH2.Tests.PublicApi;

/// <summary>The public API of each library stands as text beside this file, so that a change of it is seen in review.</summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new()
    {
        IncludeAssemblyAttributes = false,
        ExcludeAttributes = [typeof(AsyncIteratorStateMachineAttribute).FullName!], // names a type that the compiler numbers
    };

    [Fact]
    public void AkkaH2_Hpack_is_as_approved() => Compare(typeof(HpackDecoder).Assembly);

    [Fact]
    public void AkkaH2_Protocol_is_as_approved() => Compare(typeof(Http2Connection).Assembly);

    [Fact]
    public void AkkaH2_TestKit_is_as_approved() => Compare(typeof(AkkaH2.TestKit.EndpointProbe).Assembly);

    [Fact]
    public void AkkaH2_is_as_approved() => Compare(typeof(Http2).Assembly);

    [Fact]
    public void AkkaH2_Http1_is_as_approved() => Compare(typeof(Http1Engine).Assembly);

    [Fact]
    public void AkkaH2_Hosting_is_as_approved() => Compare(typeof(Hosting.Http2Hosting).Assembly);

    [Fact]
    public void AkkaH2_Cluster_is_as_approved() => Compare(typeof(Cluster.ShardOptions).Assembly);

    [Fact]
    public void A_difference_shows_the_lines_that_went_and_came_and_where() => Assert.Equal(
        """
        @@ line 2
         class A
        -    void M(int i);
        +    void M(long i);
         class B
        @@ line 7
             void Q();
        +class D
        """.ReplaceLineEndings("\n"),
        LineDiff.Between(
            ["namespace N", "class A", "    void M(int i);", "class B", "    void P();", "class C", "    void Q();"],
            ["namespace N", "class A", "    void M(long i);", "class B", "    void P();", "class C", "    void Q();", "class D"]));

    [Fact]
    public void Equal_lines_have_no_difference() => Assert.Empty(LineDiff.Between(["a", "b"], ["a", "b"]));

    private static void Compare(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        var folder = Path.Combine(AppContext.BaseDirectory, "PublicApi");
        var (approved, received) = (Path.Combine(folder, $"{name}.approved.txt"), Path.Combine(folder, $"{name}.received.txt"));
        var api = assembly.GeneratePublicApi(Options).ReplaceLineEndings("\n").TrimEnd() + "\n";
        Directory.CreateDirectory(folder);
        var diff = LineDiff.Between(Lines(File.Exists(approved) ? File.ReadAllText(approved) : ""), Lines(api));
        File.Delete(received); // of an earlier run
        if (diff.Length == 0)
            return;

        File.WriteAllText(received, api);
        Assert.Fail(
            $"""
            The public API of {name} is not the approved one (- approved, + now):
            {diff}

            If this is meant, accept it, from the root of the repository:
            cp "{received}" tests/AkkaH2.Tests/PublicApi/{name}.approved.txt
            """);
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
