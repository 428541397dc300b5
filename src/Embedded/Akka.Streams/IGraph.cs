using Akka.Actor;
using Akka.Dispatch;
using Akka.Streams.Implementation;

namespace Akka.Streams;

/// <summary>A blueprint with open ports: it can be wired into another, and materialized where it has none.</summary>
public interface IGraph<out TShape>
    where TShape : Shape
{
    TShape Shape { get; }

    IModule Module { get; }
}

public interface IGraph<out TShape, out TMaterialized> : IGraph<TShape>
    where TShape : Shape
{
    IGraph<TShape, TMaterialized> WithAttributes(Attributes attributes);

    IGraph<TShape, TMaterialized> AddAttributes(Attributes attributes);

    IGraph<TShape, TMaterialized> Named(string name);

    IGraph<TShape, TMaterialized> Async();
}

/// <summary>Turns blueprints into running streams.</summary>
public interface IMaterializer
{
    MessageDispatcher ExecutionContext { get; }

    IMaterializer WithNamePrefix(string namePrefix);

    TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable);

    TMat Materialize<TMat>(IGraph<ClosedShape, TMat> runnable, Attributes initialAttributes);

    ICancelable ScheduleOnce(TimeSpan delay, Action action);

    ICancelable ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action);
}
