using Akka.Actor;
using Akka.TestKit;

namespace AkkaH2.Tests.AkkaAssumptions;

public sealed class TimerAssumptions() : AssumptionTest("""
    akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
    """)
{
    private static readonly TimeSpan ASecond = TimeSpan.FromSeconds(1);

    /// <summary>ConnectionActor: a connection that has its SETTINGS acknowledged in the moment when their time is over lives on.</summary>
    [Fact]
    public async Task A_cancelled_timer_does_not_fire_even_if_its_message_is_in_the_mailbox()
    {
        using var expired = new ManualResetEventSlim();
        var actor = Sys.ActorOf(Props.Create(() => new Cancelling(expired, TestActor)));
        await ExpectMsgAsync("started", Deadline);
        actor.Tell("cancel");
        await ExpectMsgAsync("before", Deadline);
        ((TestScheduler)Sys.Scheduler).Advance(ASecond);
        expired.Set();
        actor.Tell("ping");
        await ExpectMsgAsync("ping", Deadline);
    }

    /// <summary>ConnectionActor: <c>Closing</c> and <c>Lingering</c> share the key of one timer.</summary>
    [Fact]
    public async Task A_timer_that_is_started_again_fires_once_and_at_its_new_time()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Restarting(TestActor)));
        await ExpectMsgAsync("started", Deadline);
        ((TestScheduler)Sys.Scheduler).Advance(ASecond / 2);
        actor.Tell("again");
        await ExpectMsgAsync("started", Deadline);
        ((TestScheduler)Sys.Scheduler).Advance(ASecond / 2);
        actor.Tell("ping");
        await ExpectMsgAsync("ping", Deadline);
        ((TestScheduler)Sys.Scheduler).Advance(ASecond / 2);
        await ExpectMsgAsync("timer", Deadline);
        ((TestScheduler)Sys.Scheduler).Advance(ASecond);
        actor.Tell("ping");
        await ExpectMsgAsync("ping", Deadline);
    }

    private sealed class Cancelling : ReceiveActor, IWithTimers
    {
        private readonly IActorRef _log;

        public Cancelling(ManualResetEventSlim expired, IActorRef log)
        {
            _log = log;
            Receive<string>(message => message == "cancel", _ =>
            {
                log.Tell("before");
                expired.Wait(Deadline); // the timer's message is in the mailbox
                Timers.Cancel("timer");
            });
            Receive<string>(log.Tell);
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            Timers.StartSingleTimer("timer", "timer", ASecond);
            _log.Tell("started");
        }
    }

    private sealed class Restarting : ReceiveActor, IWithTimers
    {
        private readonly IActorRef _log;

        public Restarting(IActorRef log)
        {
            _log = log;
            Receive<string>(message => message == "again", _ => Start());
            Receive<string>(log.Tell);
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Start();

        private void Start()
        {
            Timers.StartSingleTimer("timer", "timer", ASecond);
            _log.Tell("started");
        }
    }
}
