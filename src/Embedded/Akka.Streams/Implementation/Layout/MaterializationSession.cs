using Akka.Streams.Implementation.Fusing;
using Akka.Streams.Stage;

namespace Akka.Streams.Implementation.Layout;

/// <summary>
/// One materialization: the islands that came to be, and the ports that are still open, as a stack. A composite marks the
/// stack, lets its parts push theirs, wires, and leaves only its own.
/// </summary>
internal sealed class MaterializationSession
{
    private readonly ActorMaterializer _materializer;
    private readonly List<GraphInterpreter> _islands = [];
    private readonly List<(GraphStageLogic Logic, Inlet Port)> _inlets = [];
    private readonly List<(GraphStageLogic Logic, Outlet Port)> _outlets = [];

    public MaterializationSession(ActorMaterializer materializer, Attributes attributes)
    {
        _materializer = materializer;
        Island = new GraphInterpreter(materializer, attributes);
        _islands.Add(Island);
    }

    public GraphInterpreter Island { get; private set; }

    public IReadOnlyList<GraphInterpreter> Islands => _islands;

    public GraphInterpreter EnterIsland(Attributes attributes)
    {
        var outer = Island;
        Island = new GraphInterpreter(_materializer, attributes);
        _islands.Add(Island);
        return outer;
    }

    public void LeaveIsland(GraphInterpreter outer) => Island = outer;

    public void AddPorts(GraphStageLogic logic, Shape shape)
    {
        foreach (var inlet in shape.Inlets) _inlets.Add((logic, inlet));
        foreach (var outlet in shape.Outlets) _outlets.Add((logic, outlet));
    }

    public (GraphStageLogic Logic, Inlet Port) TakeInlet() => Pop(_inlets);

    public (GraphStageLogic Logic, Outlet Port) TakeOutlet() => Pop(_outlets);

    public (int Inlets, int Outlets) Mark() => (_inlets.Count, _outlets.Count);

    public void Connect((int Inlets, int Outlets) mark, Wire wire) => Connect(_outlets[mark.Outlets + wire.Outlet], _inlets[mark.Inlets + wire.Inlet]);

    public void Connect((GraphStageLogic Logic, Outlet Port) outlet, (GraphStageLogic Logic, Inlet Port) inlet)
    {
        var (from, to) = (outlet.Logic.Interpreter, inlet.Logic.Interpreter);
        if (from == to)
        {
            Wire(outlet, inlet);
            return;
        }

        var buffer = inlet.Logic.Attributes.GetAttribute<Attributes.InputBuffer>()?.Max ?? 16;
        var boundary = outlet.Port.NewBoundary(buffer);
        Wire(outlet, boundary.Sender(from));
        Wire(boundary.Receiver(to), inlet);
    }

    /// <summary>Leaves of the ports above the mark only those at the given positions, in the given order.</summary>
    public void Expose((int Inlets, int Outlets) mark, int[] inlets, int[] outlets)
    {
        Keep(_inlets, mark.Inlets, inlets);
        Keep(_outlets, mark.Outlets, outlets);
    }

    private static void Wire((GraphStageLogic Logic, Outlet Port) outlet, (GraphStageLogic Logic, Inlet Port) inlet)
    {
        var connection = outlet.Port.NewConnection(inlet.Port);
        outlet.Logic.AttachOutlet(outlet.Port, connection);
        inlet.Logic.AttachInlet(inlet.Port, connection);
    }

    private static T Pop<T>(List<T> stack)
    {
        var top = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return top;
    }

    private static void Keep<T>(List<T> stack, int mark, int[] positions)
    {
        Span<T> kept = positions.Length == 0 ? [] : Array.ConvertAll(positions, position => stack[mark + position]);
        stack.RemoveRange(mark, stack.Count - mark);
        foreach (var port in kept) stack.Add(port);
    }
}
