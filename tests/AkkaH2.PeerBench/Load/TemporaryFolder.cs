namespace AkkaH2.PeerBench.Load;

/// <summary>A folder for one run, gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("akkah2-").FullName;

    public string File(string name) => Path.Combine(_path, name);

    /// <summary>A file of so many octets of no meaning.</summary>
    public string Filled(string name, long octets)
    {
        var path = File(name);
        using var file = System.IO.File.Create(path);
        file.SetLength(octets);
        return path;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
