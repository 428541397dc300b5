using System.Collections.Concurrent;
using System.Net;
using AkkaH2.Client;
using AkkaH2.Server;
using AkkaH2.Transports;
using AkkaH2.Transports.AkkaIo;
using AkkaH2.Transports.Sockets;

namespace AkkaH2.Tests.Client;

/// <summary>A server that is killed under load, without a word, and restarted at the same endpoint, twenty times.</summary>
public sealed class RestartTests : ClientTest
{
    private const int Restarts = 20;
    private const int Callers = 50;
    private const int CallsBetween = 10; // of each caller, so no request meets two deaths

    private readonly ConcurrentDictionary<string, int> _served = new();
    private readonly int[] _ended = new int[Callers];
    private readonly SemaphoreSlim _ends = new(0);
    private EndPoint _endPoint = new IPEndPoint(IPAddress.Loopback, 0);
    private ServerBinding _server = null!;
    private bool _isOver;

    [Theory]
    [InlineData("memory")]
    [InlineData("sockets")]
    [InlineData("akka-io")]
    public async Task No_request_that_may_be_sent_again_is_lost_and_none_hangs(string transport)
    {
        var calls = await Run(transport, id => Request.Get(id), new CallOptions { RetryLost = true });
        Assert.All(calls, call => Assert.Equal(call.Id, call.Answer)); // each by its own response, and by one
        Assert.All(_served, served => Assert.InRange(served.Value, 1, 2)); // once more at most
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sockets")]
    [InlineData("akka-io")]
    public async Task Any_other_is_served_once_at_most_and_says_whether_it_may_have_been(string transport)
    {
        var calls = await Run(transport, id => Request.Post(id, "body"), new CallOptions { RetryLost = true });
        Assert.All(_served, served => Assert.Equal(1, served.Value));
        foreach (var (id, answer, error) in calls)
        {
            if (error is null)
                Assert.Equal(id, answer);
            else
                Assert.Equal((ClientErrorKind.ConnectionLost, true), (error.Kind, error.MayHaveBeenProcessed));
        }
    }

    private async Task<IReadOnlyList<Outcome>> Run(string name, Func<string, Request> request, CallOptions options)
    {
        ITransport transport = name switch
        {
            "memory" => Network,
            "sockets" => new SocketTransport(),
            _ => new AkkaIoTransport(System),
        };
        await Start(transport);
        var client = NewClient(settings => settings with
        {
            Transport = transport,
            EndPoint = _endPoint,
            ConnectTimeout = Deadline, // on a busy machine twenty restarts take a while
            BackOffMin = TimeSpan.FromMilliseconds(1),
            BackOffMax = TimeSpan.FromMilliseconds(20),
        });
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => Call(client, caller, request, options))).ToArray();
        try
        {
            for (var restart = 0; restart < Restarts; restart++)
            {
                await CallsOfEach();
                await _server.TerminateAsync(TimeSpan.Zero);
                await Start(transport);
            }

            await CallsOfEach();
        }
        finally
        {
            Volatile.Write(ref _isOver, true); // callers do not outlive the test
        }

        var calls = await Task.WhenAll(callers).WaitAsync(Deadline);
        return [.. calls.SelectMany(outcomes => outcomes)];
    }

    private async Task Start(ITransport transport)
    {
        _server = await System.Http2().BindAsync(_endPoint, new ServerOptions { Transport = transport }, endpoints => endpoints.MapAll(request =>
        {
            _served.AddOrUpdate(request.Path, 1, (_, count) => count + 1);
            return Task.FromResult(Response.Text(request.Path));
        }));
        _endPoint = _server.LocalEndPoint;
    }

    private async Task<List<Outcome>> Call(Http2Client client, int caller, Func<string, Request> request, CallOptions options)
    {
        var outcomes = new List<Outcome>();
        for (var number = 0; !Volatile.Read(ref _isOver); number++)
        {
            var id = $"/{caller}/{number}";
            try
            {
                using var response = await client.SendAsync(request(id), options);
                outcomes.Add(new Outcome(id, await response.Body.ReadTextAsync(100), null));
            }
            catch (Http2ClientException error)
            {
                outcomes.Add(new Outcome(id, error.Message, error));
            }

            Interlocked.Increment(ref _ended[caller]);
            _ends.Release();
        }

        return outcomes;
    }

    private async Task CallsOfEach()
    {
        var enough = _ended.Select(ended => ended + CallsBetween).ToArray();
        while (_ended.Zip(enough).Any(caller => caller.First < caller.Second))
            Assert.True(await _ends.WaitAsync(Deadline));
    }

    private sealed record Outcome(string Id, string Answer, Http2ClientException? Error);
}
