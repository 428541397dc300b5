namespace Akka.Actor;

public sealed class CoordinatedShutdown : IExtension
{
    private readonly Internal.ActorSystemImpl _system;
    private CoordinatedShutdown(Internal.ActorSystemImpl system) => _system = system;

    public static CoordinatedShutdown Get(ActorSystem sys) => new((Internal.ActorSystemImpl)sys);

    public async Task<Done> Run(Reason reason, string fromPhase = null!)
    {
        _system.FinalTerminate();
        await _system.WhenTerminated;
        return Done.Instance;
    }

    public class Reason
    {
        protected Reason()
        {
        }
    }

    public class ActorSystemTerminateReason : Reason
    {
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason()
        {
        }
    }
}
