namespace Akka.Streams.Implementation.Stages;

internal static class DefaultAttributes
{
    public static readonly Attributes Broadcast = Attributes.CreateName("broadcast");
    public static readonly Attributes Balance = Attributes.CreateName("balance");
    public static readonly Attributes ZipWith = Attributes.CreateName("zipWith");
}
