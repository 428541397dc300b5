namespace Akka.Streams;

/// <summary>Where elements enter a stage. <see cref="Id"/> is the port's position in the shape of the stage that owns it.</summary>
public abstract class InPort
{
    internal int Id = -1;

    protected InPort()
    {
    }
}

/// <summary>Where elements leave a stage.</summary>
public abstract class OutPort
{
    internal int Id = -1;

    protected OutPort()
    {
    }
}

public abstract class Inlet : InPort
{
    public readonly string Name;

    protected Inlet(string name) => Name = name ?? throw new ArgumentException("Inlet name must be defined");

    internal abstract Type ElementType { get; }

    public static Inlet<T> Create<T>(Inlet inlet) => inlet as Inlet<T> ?? new Inlet<T>(inlet.Name);

    public abstract Inlet CarbonCopy();

    public sealed override string ToString() => Name;
}

public sealed class Inlet<T>(string name) : Inlet(name)
{
    internal override Type ElementType => typeof(T);

    public override Inlet CarbonCopy() => new Inlet<T>(Name);
}

public abstract class Outlet : OutPort
{
    public readonly string Name;

    protected Outlet(string name) => Name = name ?? throw new ArgumentException("Outlet name must be defined");

    /// <summary>The elements' type is known here, so everything that must be generic in it is made here.</summary>
    internal abstract Implementation.Fusing.Connection NewConnection(Inlet inlet);

    internal abstract Implementation.Fusing.IAsyncBoundary NewBoundary(int bufferSize);

    public static Outlet<T> Create<T>(Outlet outlet) => outlet as Outlet<T> ?? new Outlet<T>(outlet.Name);

    public abstract Outlet CarbonCopy();

    public sealed override string ToString() => Name;
}

public sealed class Outlet<T>(string name) : Outlet(name)
{
    internal override Implementation.Fusing.Connection NewConnection(Inlet inlet) => Implementation.Fusing.Connection.Between(this, inlet);

    internal override Implementation.Fusing.IAsyncBoundary NewBoundary(int bufferSize) => new Implementation.Fusing.AsyncBoundary<T>(bufferSize);

    public override Outlet CarbonCopy() => new Outlet<T>(Name);
}
