using System.Reflection.Metadata;
using System.Text.Json;

namespace AkkaH2.Interop.Tests.Packages;

/// <summary>A portable PDB: where a debugger finds the sources.</summary>
internal sealed class Symbols : IDisposable
{
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private readonly MetadataReaderProvider _provider;
    private readonly MetadataReader _reader;
    private readonly string[] _linked; // the folders that SourceLink maps to the repository's host

    public Symbols(Stream pdb)
    {
        pdb.Position = 0;
        _provider = MetadataReaderProvider.FromPortablePdbStream(pdb, MetadataStreamOptions.PrefetchMetadata);
        _reader = _provider.GetMetadataReader();
        _linked = [.. Information(EntityHandle.ModuleDefinition, SourceLink).SelectMany(Folders)];
    }

    public IReadOnlyCollection<DocumentHandle> Documents => _reader.Documents;

    /// <summary>True if its text is in the PDB, or at the repository's host.</summary>
    public bool HasSource(DocumentHandle document) =>
        Information(document, EmbeddedSource).Any() || _linked.Any(_reader.GetString(_reader.GetDocument(document).Name).StartsWith);

    public void Dispose() => _provider.Dispose();

    private IEnumerable<byte[]> Information(EntityHandle of, Guid kind) => _reader.GetCustomDebugInformation(of)
        .Select(_reader.GetCustomDebugInformation)
        .Where(information => _reader.GetGuid(information.Kind) == kind)
        .Select(information => _reader.GetBlobBytes(information.Value));

    private static IEnumerable<string> Folders(byte[] map)
    {
        using var json = JsonDocument.Parse(map);
        return [.. json.RootElement.GetProperty("documents").EnumerateObject().Select(folder => folder.Name.TrimEnd('*'))];
    }
}
