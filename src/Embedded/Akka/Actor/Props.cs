using System.Linq.Expressions;
using Akka.Dispatch;
using Akka.Util.Reflection;

namespace Akka.Actor;

/// <summary>A producer of actors that is an object of its own, for frameworks that build actors.</summary>
public interface IIndirectActorProducer
{
    Type ActorType { get; }

    ActorBase Produce();

    void Release(ActorBase actor);
}

/// <summary>The immutable recipe of an actor: its type, its arguments and how it is deployed.</summary>
public partial class Props : IEquatable<Props>
{
    public static readonly Props None = new(typeof(EmptyActor));

    private readonly ActorFactory _factory;

    protected Props(Props copy)
    {
        _factory = copy._factory;
        Deploy = copy.Deploy;
        SupervisorStrategy = copy.SupervisorStrategy;
    }

    public Props(Type type)
        : this(type, [])
    {
    }

    public Props(Type type, object[] args)
        : this(ActorFactory.For(type, args), Deploy.Local, null!)
    {
    }

    public Props(Type type, SupervisorStrategy supervisorStrategy, IEnumerable<object> args)
        : this(ActorFactory.For(type, args.ToArray()), Deploy.Local, supervisorStrategy)
    {
    }

    public Props(Type type, SupervisorStrategy supervisorStrategy, params object[] args)
        : this(ActorFactory.For(type, args), Deploy.Local, supervisorStrategy)
    {
    }

    public Props(Deploy deploy, Type type, IEnumerable<object> args)
        : this(ActorFactory.For(type, args.ToArray()), deploy, null!)
    {
    }

    public Props(Deploy deploy, Type type, params object[] args)
        : this(ActorFactory.For(type, args), deploy, null!)
    {
    }

    private Props(ActorFactory factory, Deploy deploy, SupervisorStrategy strategy)
    {
        _factory = factory;
        Deploy = deploy;
        SupervisorStrategy = strategy;
    }

    public static Props Empty => None;

    public Type Type => _factory.ActorType;

    public object[] Arguments => _factory.Arguments;

    public Deploy Deploy { get; protected set; }

    /// <summary>Wins over the strategy that the actor itself declares; null leaves the choice to the actor.</summary>
    public SupervisorStrategy SupervisorStrategy { get; protected set; }

    public string Dispatcher => Deploy.Dispatcher == Deploy.NoDispatcherGiven ? Dispatchers.DefaultDispatcherId : Deploy.Dispatcher;

    public string Mailbox => Deploy.Mailbox;

    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy supervisorStrategy = null!)
        where TActor : ActorBase
    {
        if (factory.Body is not NewExpression construction)
            throw new ArgumentException("The create function must be a 'new T (args)' expression");

        return new Props(typeof(TActor), supervisorStrategy, construction.GetArguments());
    }

    public static Props Create<TActor>(params object[] args)
        where TActor : ActorBase => new(typeof(TActor), args);

    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new() => new(typeof(TActor), supervisorStrategy);

    public static Props Create(Type type, params object[] args) =>
        type is null ? throw new ArgumentNullException(nameof(type), "Props must be instantiated with an actor type.") : new(type, args);

    public static Props CreateBy<TProducer>(params object[] args)
        where TProducer : class, IIndirectActorProducer => CreateBy((TProducer)Activator.CreateInstance(typeof(TProducer), args)!);

    public static Props CreateBy(IIndirectActorProducer producer, params object[] args) =>
        new(new IndirectFactory(producer, args), Deploy.Local, null!);

    public Props WithDispatcher(string dispatcher) => WithDeploy(Deploy.WithDispatcher(dispatcher));

    public Props WithMailbox(string mailbox) => WithDeploy(Deploy.WithMailbox(mailbox));

    public Props WithStashCapacity(int stashCapacity) => WithDeploy(Deploy.WithStashCapacity(stashCapacity));

    public Props WithDeploy(Deploy deploy)
    {
        var copy = Copy();
        copy.Deploy = deploy.WithFallback(Deploy);
        return copy;
    }

    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy)
    {
        var copy = Copy();
        copy.SupervisorStrategy = supervisorStrategy;
        return copy;
    }

    public virtual ActorBase NewActor() => _factory.Produce();

    protected virtual Props Copy() => new(this);

    internal void Release(ActorBase actor) => _factory.Release(actor);

    public bool Equals(Props? other) =>
        other is not null && Type == other.Type && Deploy.Equals(other.Deploy) && Arguments.SequenceEqual(other.Arguments);

    public override bool Equals(object? obj) => Equals(obj as Props);

    public override int GetHashCode() => HashCode.Combine(Type, Deploy);

    private sealed class EmptyActor : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }
}
