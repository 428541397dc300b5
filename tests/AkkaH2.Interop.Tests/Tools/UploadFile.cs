namespace AkkaH2.Interop.Tests.Tools;

/// <summary>A file of so many octets to send, gone after the test.</summary>
internal sealed class UploadFile : IDisposable
{
    public UploadFile(long octets)
    {
        using var file = File.Create(Path);
        file.SetLength(octets);
    }

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"akkah2-upload-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(Path);
}
