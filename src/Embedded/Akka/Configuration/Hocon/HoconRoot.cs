namespace Akka.Configuration.Hocon;

/// <summary>A whole document, as an include callback gives it.</summary>
public class HoconRoot
{
    public HoconRoot(HoconValue value) => Node = value.Node as ObjectNode ?? throw new ArgumentException("expected an object as the root of a document", nameof(value));

    internal HoconRoot(ObjectNode node) => Node = node;

    public HoconValue Value => new(Node, HoconPath.Root);

    internal ObjectNode Node { get; }
}
