namespace AkkaH2.PeerBench.Load;

/// <summary>A folder for one run, gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("akkah2-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A file of so many octets of no meaning, in a folder below if its name says so.</summary>
    public string Filled(string name, long octets)
    {
        var path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using var file = System.IO.File.Create(path);
        file.SetLength(octets);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
