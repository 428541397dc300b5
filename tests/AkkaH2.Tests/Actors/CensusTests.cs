using System.Net;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using AkkaH2.Actors;
using AkkaH2.Diagnostics;
using AkkaH2.Protocol;
using AkkaH2.Server;

namespace AkkaH2.Tests.Actors;

/// <summary>The census among listeners and connections that are played: some have just ended.</summary>
public sealed class CensusTests() : CensusTest("")
{
    private static readonly ConnectionQuery Patient = new() { Timeout = Deadline };

    [Fact]
    public async Task Where_nothing_is_there_the_answer_is_empty()
    {
        var seen = await Take(Patient);
        Assert.Equal((0, 0, 0), (seen.Open, seen.Unanswered, seen.Listeners.Count));
    }

    [Fact]
    public async Task A_connection_that_has_just_ended_is_not_waited_for()
    {
        var listener = Listener([Connection(requests: 3), Silent()], later: 1);
        var seen = await Take(Patient, listener);
        Assert.Equal((1, 0), (seen.Open, seen.Unanswered));
    }

    [Fact]
    public async Task A_connection_that_ends_before_its_streams_were_asked_is_shown_without_them()
    {
        var listener = Listener([Connection(requests: 3, openStreams: 1, answers: 1)], later: 0);
        var seen = await Take(Patient, listener);
        Assert.Empty(Assert.Single(seen.Connections).Streams);
    }

    [Fact]
    public async Task A_listener_that_has_stopped_is_not_waited_for()
    {
        var stopped = Silent();
        await stopped.GracefulStop(Deadline);
        var seen = await Take(Patient, Listener([Connection(requests: 3)]), stopped);
        Assert.Equal((1, 1), (seen.Listeners.Count, seen.Open));
    }
}

/// <summary>Some do not answer in time. The clock is virtual: it stands still until all others have answered.</summary>
public sealed class CensusTimeTests() : CensusTest("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
{
    [Fact]
    public async Task A_connection_that_does_not_answer_in_time_is_missing_and_counted()
    {
        var listener = Listener([Connection(requests: 3), Silent(), Connection(requests: 4)]);
        var seen = await TakeInTime(answers: 3, listener);
        Assert.Equal((2, 1, 7), (seen.Open, seen.Unanswered, seen.Totals.Requests));
        Assert.Equal([3, 4], seen.Connections.Select(connection => connection.Requests).Order());
    }

    [Fact]
    public async Task A_listener_that_does_not_answer_in_time_is_missing()
    {
        var seen = await TakeInTime(answers: 1, Listener([Connection(requests: 3)]), Silent());
        Assert.Single(seen.Listeners);
    }

    private async Task<ConnectionsSnapshot> TakeInTime(int answers, params IActorRef[] branches)
    {
        var query = new ConnectionQuery();
        var taken = Take(query, branches);
        await HaveAnswered(answers);
        ((TestScheduler)System.Scheduler).Advance(query.Timeout);
        return await taken;
    }
}

/// <summary>The players.</summary>
public abstract class CensusTest(string hocon) : IAsyncLifetime
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private int _answers;

    protected ActorSystem System { get; } = ActorSystem.Create("census", ConfigurationFactory.ParseString($"{hocon}\nakka {{ loglevel = OFF, stdout-loglevel = OFF }}"));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => System.Terminate().WaitAsync(Deadline);

    /// <summary>So many answers of players are on their way.</summary>
    protected async Task HaveAnswered(int answers)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (Volatile.Read(ref _answers) < answers)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    protected async Task<ConnectionsSnapshot> Take(ConnectionQuery query, params IActorRef[] branches)
    {
        var answer = new TaskCompletionSource<ConnectionsSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asker = System.ActorOf(Props.Create(() => new Player(message => answer.SetResult((ConnectionsSnapshot)message))));
        System.ActorOf(Census.Props(branches, query, asker));
        return await answer.Task.WaitAsync(Deadline);
    }

    /// <summary>From its second answer on it has fewer connections, if <paramref name="later"/> says so.</summary>
    protected IActorRef Listener(IActorRef[] connections, int? later = null)
    {
        var asked = 0;
        return Played((_, self) =>
        {
            var listener = new ListenerSnapshot
            {
                Actor = self, EndPoint = new IPEndPoint(IPAddress.Loopback, 1), Transport = "played", IsTls = false, Phase = ListenerPhase.Accepting, Ended = TrafficTotals.Zero,
            };
            return new Branch(self, listener, null, asked++ == 0 ? connections : connections[..(later ?? connections.Length)]);
        });
    }

    protected IActorRef Connection(long requests, int openStreams = 0, int answers = int.MaxValue)
    {
        var asked = 0;
        return Played((_, self) => asked++ >= answers ? null : new ConnectionSnapshot
        {
            Actor = self,
            Role = Role.Server,
            Protocol = ConnectionProtocol.Http2,
            Phase = ConnectionPhase.Open,
            LocalEndPoint = new IPEndPoint(IPAddress.Loopback, 1),
            RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 2),
            Age = TimeSpan.FromSeconds(1),
            Requests = requests,
            OpenStreams = openStreams,
            AtWork = openStreams,
        });
    }

    protected IActorRef Silent() => Played((_, _) => null);

    private IActorRef Played(Func<object, IActorRef, object?> answer) => System.ActorOf(Props.Create(() => new Player(answer, () => Interlocked.Increment(ref _answers))));

    private sealed class Player : UntypedActor
    {
        private readonly Func<object, IActorRef, object?> _answer;
        private readonly Action _onAnswered;

        public Player(Func<object, IActorRef, object?> answer, Action onAnswered) => (_answer, _onAnswered) = (answer, onAnswered);

        public Player(Action<object> act)
            : this((message, _) =>
            {
                act(message);
                return null;
            }, () => { })
        {
        }

        protected override void OnReceive(object message)
        {
            if (_answer(message, Self) is not { } answer)
                return;
            Sender.Tell(answer, Self);
            _onAnswered();
        }
    }
}
