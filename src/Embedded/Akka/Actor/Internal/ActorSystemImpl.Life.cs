using Akka.Event;

namespace Akka.Actor.Internal;

public partial class ActorSystemImpl
{
    private IInternalActorRef? _deadLetterListener;

    public override Task WhenTerminated => _terminationCallbacks.Completed;

    public void Start()
    {
        try
        {
            _provider.Init(this);
            EventStream.StartUnsubscriber(this);
            EventStream.StartDefaultLoggers(this);
            if (Settings.LogDeadLetters > 0)
                _deadLetterListener = (IInternalActorRef)SystemActorOf(Props.Create<DeadLetterListener>(), "deadLetterListener");

            LoadExtensions();
            if (Settings.LogConfigOnStart)
                Log.Info(Settings.ToString()!);
        }
        catch
        {
            FinalTerminate();
            throw;
        }
    }

    public override void RegisterOnTermination(Action code) => _terminationCallbacks.Add(code);

    internal bool TryRegisterOnTermination(Action code) => _terminationCallbacks.TryAdd(code);

    public override Task Terminate()
    {
        if (Settings.CoordinatedShutdownRunByActorSystemTerminate)
            _ = CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        else
            FinalTerminate();

        return WhenTerminated;
    }

    /// <summary>Without the phases of a shutdown.</summary>
    public override void Abort() => FinalTerminate();

    /// <summary>The user's actors first; their guardian's end stops the system's, and theirs the root.</summary>
    internal void FinalTerminate()
    {
        if (!Settings.LogDeadLettersDuringShutdown)
            _deadLetterListener?.Stop();

        _provider.Guardian?.Stop();
    }

    /// <summary>The loggers are system actors: the rest is logged to the standard output.</summary>
    internal void BeforeSystemActorsStop(Action stop)
    {
        EventStream.StopDefaultLoggers(this);
        stop();
    }

    private void AfterTermination()
    {
        Dispatchers.ShutdownEmpty();
        (Scheduler as IDisposable)?.Dispose();
    }

    private void LoadExtensions()
    {
        foreach (var name in Settings.Config.GetStringList("akka.extensions"))
            RegisterExtension(ConfiguredType.Make<IExtensionId>(name, "akka.extensions"));
    }
}
