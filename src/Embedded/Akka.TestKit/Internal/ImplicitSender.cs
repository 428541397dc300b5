using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.TestKit.Internal;

/// <summary>
/// Makes the test actor the sender of a Tell that names none, on the thread that constructs the test and, through the synchronization context, on the
/// threads that go on after an await of it.
/// </summary>
internal sealed class ImplicitSender : SynchronizationContext
{
    private readonly ActorCell _testActor;
    private readonly SynchronizationContext? _before;

    private ImplicitSender(ActorCell testActor, SynchronizationContext? before)
    {
        _testActor = testActor;
        _before = before;
    }

    public static ImplicitSender? Enter(IActorRef testActor)
    {
        if (((ActorRefWithCell)testActor).Underlying is not ActorCell cell)
            return null;
        var context = new ImplicitSender(cell, Current);
        InternalCurrentActorCellKeeper.Current = cell;
        SetSynchronizationContext(context);
        return context;
    }

    /// <summary>A test on this thread before may have ended on another one, and left its test actor here.</summary>
    public static void Forget()
    {
        InternalCurrentActorCellKeeper.Current = null!;
        if (Current is ImplicitSender)
            SetSynchronizationContext(null);
    }

    /// <summary>The test is over: its thread runs other tests.</summary>
    public void Leave()
    {
        if (InternalCurrentActorCellKeeper.Current == _testActor)
            InternalCurrentActorCellKeeper.Current = null!;
        if (Current == this)
            SetSynchronizationContext(_before);
    }

    public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(_ => Run(d, state));

    public override void Send(SendOrPostCallback d, object? state) => Run(d, state);

    public override SynchronizationContext CreateCopy() => this;

    private void Run(SendOrPostCallback callback, object? state)
    {
        var (cell, context) = (InternalCurrentActorCellKeeper.Current, Current);
        InternalCurrentActorCellKeeper.Current = _testActor;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = cell;
            SetSynchronizationContext(context);
        }
    }
}
