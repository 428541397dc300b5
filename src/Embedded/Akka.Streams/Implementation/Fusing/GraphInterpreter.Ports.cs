using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Fusing;

/// <summary>What stages do to their ports. Illegal use was refused by <see cref="GraphStageLogic"/>.</summary>
internal sealed partial class GraphInterpreter
{
    public void Pushed(Connection connection)
    {
        if (_chasedPush is null) _chasedPush = connection;
        else Enqueue(connection);
    }

    public void Pulled(Connection connection)
    {
        if (_chasedPull is null) _chasedPull = connection;
        else Enqueue(connection);
    }

    public void Complete(Connection connection) => Close(connection, Connection.OutClosed);

    public void Fail(Connection connection, Exception cause)
    {
        if ((connection.State & (Connection.OutClosed | Connection.InClosed)) == 0) connection.Cause = cause;
        Close(connection, Connection.OutClosed | Connection.Failed);
    }

    public void Cancel(Connection connection, Exception cause)
    {
        var state = connection.State;
        if ((state & Connection.InClosed) != 0) return;

        connection.State = (state | Connection.InClosed) & ~Connection.Full;
        connection.Clear();
        connection.InOwner.OpenPorts--;
        if ((state & Connection.OutClosed) != 0) return;

        connection.Cause = cause;
        if (!InFlight(state)) Enqueue(connection);
    }

    private void Close(Connection connection, int flags)
    {
        var state = connection.State;
        if ((state & Connection.OutClosed) != 0) return;

        connection.State = state | flags;
        connection.OutOwner.OpenPorts--;
        if ((state & Connection.InClosed) == 0 && !InFlight(state)) Enqueue(connection);
    }

    /// <summary>A connection in flight is already queued or chased; its end is found there.</summary>
    private static bool InFlight(int state) => (state & 1) != 0;

    private void Enqueue(Connection connection)
    {
        if (_queueTail is null) _queueHead = connection;
        else _queueTail.Next = connection;
        _queueTail = connection;
    }

    private Connection? Dequeue()
    {
        var head = _queueHead;
        if (head is null) return null;

        _queueHead = head.Next;
        head.Next = null;
        if (_queueHead is null) _queueTail = null;
        return head;
    }
}
