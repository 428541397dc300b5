namespace Akka;

/// <summary>Says that something completed when there is no value to say.</summary>
public sealed class Done
{
    public static readonly Done Instance = new();

    private Done()
    {
    }

    public override string ToString() => "Done";
}
