using System.Runtime.CompilerServices;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Fusing;

/// <summary>
/// One outlet wired to one inlet. <see cref="State"/> is the whole truth about it: two bits of phase, which advance by one
/// with every legal step, and the flags.
/// <code>
/// Idle --Pull--> Pulling --OnPull--> Demanded --Push--> Pushing --OnPush--> Idle
/// </code>
/// </summary>
internal class Connection
{
    /// <summary>The inlet may pull.</summary>
    public const int Idle = 0;

    /// <summary>A pull is on its way to the outlet.</summary>
    public const int Pulling = 1;

    /// <summary>The outlet may push.</summary>
    public const int Demanded = 2;

    /// <summary>An element is on its way to the inlet.</summary>
    public const int Pushing = 3;

    public const int Phase = 3;

    /// <summary>The slot holds an element that was not grabbed.</summary>
    public const int Full = 4;

    /// <summary>The outlet has completed or failed, or was told of the inlet's cancellation.</summary>
    public const int OutClosed = 8;

    /// <summary>The inlet has cancelled, or was told of the outlet's end.</summary>
    public const int InClosed = 16;

    /// <summary>The outlet ended with <see cref="Cause"/>.</summary>
    public const int Failed = 32;

    public int State;
    public readonly bool SameType;
    public object? Slot;
    public IInHandler InHandler = null!;
    public IOutHandler OutHandler = null!;
    public GraphStageLogic InOwner = null!;
    public GraphStageLogic OutOwner = null!;

    /// <summary>Why the outlet failed, or why the inlet cancelled.</summary>
    public Exception? Cause;

    /// <summary>The next connection in the interpreter's queue of events.</summary>
    public Connection? Next;

    public Connection(bool sameType) => SameType = sameType;

    public static Connection Between<T>(Outlet<T> outlet, Inlet inlet) =>
        typeof(T).IsValueType && inlet is Inlet<T> ? new Connection<T>()
        : new Connection(!typeof(T).IsValueType && inlet.ElementType.IsAssignableFrom(typeof(T)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put<T>(T element)
    {
        if (typeof(T).IsValueType && this is Connection<T> typed) typed.Element = element;
        else Slot = element;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Take<T>()
    {
        if (typeof(T).IsValueType && this is Connection<T> typed)
        {
            var value = typed.Element;
            if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) typed.Element = default!;
            return value;
        }

        var element = Slot;
        Slot = null;
        return SameType ? Unsafe.As<object?, T>(ref element) : (T)element!;
    }

    public virtual void Clear() => Slot = null;

    public override string ToString() =>
        $"{OutOwner} -> {InOwner} ({(State & Phase) switch { Idle => "idle", Pulling => "pulling", Demanded => "demanded", _ => "pushing" }}"
        + $"{((State & OutClosed) != 0 ? ", outlet closed" : "")}{((State & InClosed) != 0 ? ", inlet closed" : "")})";
}

/// <summary>Elements of a value type pass unboxed.</summary>
internal sealed class Connection<T>() : Connection(false)
{
    public T Element = default!;

    public override void Clear() => Element = default!;
}
