using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Akka.Actor;

public partial class Props
{
    /// <summary>Finds the constructor once per Props; a child is then made by one delegate call.</summary>
    private protected abstract class ActorFactory(Type actorType, object[] arguments)
    {
        public Type ActorType { get; } = actorType;

        public object[] Arguments { get; } = arguments;

        public static ActorFactory For(Type type, object[] arguments)
        {
            if (typeof(IIndirectActorProducer).IsAssignableFrom(type))
                return new IndirectFactory((IIndirectActorProducer)Activator.CreateInstance(type, arguments)!, []);

            if (!typeof(ActorBase).IsAssignableFrom(type))
                throw new ArgumentException($"Type argument to Props must inherit from ActorBase, but was {type}");

            return new ConstructorFactory(type, arguments ?? []);
        }

        public abstract ActorBase Produce();

        public virtual void Release(ActorBase actor)
        {
        }
    }

    private sealed class ConstructorFactory(Type type, object[] arguments) : ActorFactory(type, arguments)
    {
        private const BindingFlags AnyInstance = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

        /// <summary>One for all Props of a constructor, of which there are few.</summary>
        private static readonly ConcurrentDictionary<ConstructorInfo, ConstructorInvoker> Invokers = [];

        private ConstructorInvoker? _invoker;

        public override ActorBase Produce()
        {
            var invoker = _invoker ??= Invokers.GetOrAdd(Find(), ConstructorInvoker.Create);
            try
            {
                return (ActorBase)invoker.Invoke(Arguments.AsSpan()!);
            }
            catch (TargetInvocationException e) when (e.InnerException is { } inner)
            {
                ExceptionDispatchInfo.Throw(inner);
                throw;
            }
        }

        private ConstructorInfo Find()
        {
            if (ActorType.IsAbstract)
                throw new MissingMethodException($"{ActorType} is abstract: no actor can be made of it");

            var matching = ActorType.GetConstructors(AnyInstance).Where(c => Fits(c.GetParameters())).ToArray<MethodBase>();
            return matching.Length switch
            {
                0 => throw new MissingMethodException($"{ActorType} has no constructor for ({string.Join<Type>(", ", ArgumentTypes())})"),
                1 => (ConstructorInfo)matching[0],
                _ => (ConstructorInfo)System.Type.DefaultBinder.SelectMethod(AnyInstance, matching, ArgumentTypes(), null)!,
            };
        }

        private Type[] ArgumentTypes() => Arguments.Select(a => a?.GetType() ?? typeof(object)).ToArray();

        private bool Fits(ParameterInfo[] parameters) =>
            parameters.Length == Arguments.Length && parameters.Zip(Arguments).All(p => Accepts(p.First.ParameterType, p.Second));

        private static bool Accepts(Type parameter, object? argument) => argument is null
            ? !parameter.IsValueType || Nullable.GetUnderlyingType(parameter) is not null
            : parameter.IsInstanceOfType(argument);
    }

    private sealed class IndirectFactory(IIndirectActorProducer producer, object[] arguments) : ActorFactory(producer.ActorType, arguments)
    {
        public override ActorBase Produce() => producer.Produce();

        public override void Release(ActorBase actor) => producer.Release(actor);
    }
}
