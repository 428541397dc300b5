using AkkaH2.Hpack;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Fuzz;

/// <summary>An application that answers early, late, in pieces or not at all, sometimes from inside of an event, and checks the order of what it is told.</summary>
internal sealed class FuzzApplication(Random random) : IHttp2Events
{
    private static readonly HeaderField[] Ok = [new(":status", "200")];
    private static readonly HeaderField[] Get = [new(":method", "GET"), new(":scheme", "http"), new(":authority", "a"), new(":path", "/")];
    private static readonly HeaderField[] Trailer = [new("x-trailer", "1")];

    private readonly List<FuzzWork> _works = [];
    private readonly Dictionary<Http2Stream, FuzzWork> _byStream = [];
    private Http2Connection _connection = null!;
    private int _depth;

    /// <summary>Works that were begun and have not ended.</summary>
    public int AtWork => _works.Count;

    /// <summary>Nothing may be told any more.</summary>
    public bool IsDeaf { get; set; }

    public int Begun { get; private set; }

    public void Attach(Http2Connection connection) => _connection = connection;

    /// <summary>Does something with one of the works.</summary>
    public void Act()
    {
        if (_works.Count > 0)
            Act(_works[random.Next(_works.Count)]);
    }

    /// <summary>A client asks.</summary>
    public void Ask()
    {
        var end = random.Next(2) == 0;
        if (_connection.SendRequest(end ? Get : [new(":method", "POST"), .. Get[1..]], end) is { } stream)
            Begin(stream, isClient: true).HasEnded = end;
    }

    /// <summary>All work ends.</summary>
    public void EndAll()
    {
        while (_works.Count > 0)
            End(_works[^1]);
    }

    /// <exception cref="FuzzFaultException">A work whose stream is gone was not told.</exception>
    public void CheckAllAborted()
    {
        if (_works.Find(work => !work.IsAborted && !work.Stream.IsAnswered && work.Stream.State == StreamState.Closed) is { } lost)
            throw new FuzzFaultException($"the work on stream {lost.Stream.Id.Value} was not aborted");
    }

    private void Act(FuzzWork work)
    {
        var id = work.Stream.Id;
        switch (random.Next(14))
        {
            case 0 or 1 when !work.HasHead && !work.IsClient: Respond(work); break;
            case 2 when !work.HasHead && !work.IsClient: _connection.SendInformational(id, [new(":status", "103")]); break;
            case 3 when !work.HasHead && !work.IsClient: work.HasHead = true; _connection.SendHead(id, Ok); break;
            case 4 or 5 when work.MaySend: Send(work, end: random.Next(5) == 0); break;
            case 6 when work.MaySend: work.HasEnded = true; _connection.SendTrailers(id, Trailer); break;
            case 7 when random.Next(4) == 0: _connection.Reset(id, ErrorCode.Cancel, "by chance"); break;
            case 8 or 9: Consume(work); break;
            case 10 when work.HasEnded || work.IsAborted || random.Next(5) == 0: End(work); break;
            case 11 when random.Next(4) == 0 && !work.IsClient: Fail(work); break;
            case 12 when random.Next(4) == 0 && !work.IsClient: _connection.RefuseRest(id, ErrorCode.NoError); break;
            case 13: More(work); break;
        }
    }

    private void More(FuzzWork work)
    {
        switch (random.Next(5))
        {
            case 0: _connection.AllowSlow(work.Stream.Id); break;
            case 1: _connection.SetRequestTimeout(work.Stream.Id, TimeSpan.FromSeconds(random.Next(1, 5))); break;
            case 2 when !work.IsClient:
                _connection.Push(work.Stream.Id, new PromisedRequest(Get, RequestRules.Parse(work.Stream.Id, Get).Value!), _ => { });
                break;
            case 3 when random.Next(30) == 0: _connection.BeginDrain(random.Next(2) == 0 ? TimeSpan.FromSeconds(3) : null); break;
            case 4 when random.Next(10) == 0: _connection.Announce([new Setting(SettingId.InitialWindowSize, (uint)random.Next(100_000))]); break;
        }
    }

    private void Respond(FuzzWork work)
    {
        work.HasHead = work.HasEnded = true;
        _connection.Respond(work.Stream.Id, Ok, new byte[random.Next(3) == 0 ? 0 : random.Next(30_000)]);
        if (random.Next(2) == 0)
            End(work);
    }

    private void Send(FuzzWork work, bool end)
    {
        work.HasEnded |= end;
        _connection.SendData(work.Stream.Id, new byte[random.Next(2) == 0 ? random.Next(20) : random.Next(20_000)], end);
    }

    private void Consume(FuzzWork work)
    {
        var octets = random.Next(3) == 0 ? work.Held : random.Next(work.Held + 1);
        work.Held -= octets;
        _connection.Consume(work.Stream.Id, octets);
    }

    private void Fail(FuzzWork work)
    {
        if (_connection.FailWork(work.Stream.Id, "by chance") && !work.HasHead)
            Respond(work);
        End(work);
    }

    private void End(FuzzWork work)
    {
        if (_works.Remove(work))
            _connection.EndWork(work.Stream.Id);
    }

    private FuzzWork Begin(Http2Stream stream, bool isClient = false)
    {
        Begun++;
        var work = new FuzzWork(stream, isClient);
        _works.Add(work);
        Require(_byStream.TryAdd(stream, work), $"stream {stream.Id.Value} begins twice");
        return work;
    }

    // Now and then the answer comes from inside of the event.
    private void AnswerBack(Http2Stream stream)
    {
        if (_depth > 3 || random.Next(4) > 0 || !_byStream.TryGetValue(stream, out var work) || !_works.Contains(work))
            return;
        _depth++;
        Act(work);
        _depth--;
    }

    private void Require(bool holds, string rule)
    {
        if (!holds)
            throw new FuzzFaultException(rule);
    }

    private void Hear() => Require(!IsDeaf, "an event after the end");

    public void OnRequest(Http2Stream stream, RequestHead head)
    {
        Hear();
        if (random.Next(50) == 0)
            _connection.Reset(stream.Id, ErrorCode.Cancel, "by chance");
    }

    public void OnBegin(Http2Stream stream)
    {
        Hear();
        Require(stream.State != StreamState.Closed, "work begins on a closed stream");
        Begin(stream);
        AnswerBack(stream);
    }

    public void OnRefused(Http2Stream stream, Refusal refusal)
    {
        Hear();
        if (random.Next(2) == 0)
            return;
        if (random.Next(2) == 0)
            _connection.Respond(stream.Id, [new(":status", "503")], new byte[random.Next(100)]);
        else
            BeginRefused(stream);
    }

    private void BeginRefused(Http2Stream stream)
    {
        _connection.BeginWork(stream);
        Begin(stream);
    }

    public void OnResponse(Http2Stream stream, ResponseHead head)
    {
        Hear();
        AnswerBack(stream);
    }

    public void OnInformational(Http2Stream stream, ResponseHead head) => Hear();

    public void OnData(Http2Stream stream, ReadOnlyMemory<byte> octets)
    {
        Hear();
        if (!_byStream.TryGetValue(stream, out var work))
            return; // it waits for room
        Require(!work.IsAborted && !work.IsWhole, $"DATA of stream {stream.Id.Value} after its end");
        work.Held += octets.Length;
        AnswerBack(stream);
    }

    public void OnEnd(Http2Stream stream, Headers trailers)
    {
        Hear();
        if (!_byStream.TryGetValue(stream, out var work))
            return;
        Require(!work.IsWhole, $"stream {stream.Id.Value} ends twice");
        work.IsWhole = true;
        AnswerBack(stream);
    }

    public void OnAborted(Http2Stream stream, string reason, ErrorCode? peerReset)
    {
        Hear();
        var work = _byStream[stream];
        Require(!work.IsAborted && _works.Contains(work), $"the work on stream {stream.Id.Value} is aborted twice, or after its end");
        work.IsAborted = true;
        AnswerBack(stream);
    }

    public void OnWritten(Http2Stream stream, int octets)
    {
        // what is on its way when a connection ends is written nevertheless
    }

    public void OnTimeout(Http2Stream stream)
    {
        Hear();
        if (_byStream.TryGetValue(stream, out var work) && !work.HasHead)
            Respond(work);
    }

    public void OnDraining() => Hear();

    public void OnConnectionError(ErrorCode code, string detail, StreamId lastStream, bool ours) => Hear();

    public void OnReset(StreamId stream, ErrorCode code, string detail, bool ours) => Hear();
}

/// <summary>One work of the application.</summary>
internal sealed class FuzzWork(Http2Stream stream, bool isClient)
{
    public Http2Stream Stream => stream;

    public bool IsClient { get; } = isClient;

    public bool HasHead { get; set; } = isClient;

    public bool HasEnded { get; set; }

    public bool IsAborted { get; set; }

    public bool IsWhole { get; set; }

    /// <summary>Octets that were told of and not consumed.</summary>
    public int Held { get; set; }

    public bool MaySend => HasHead && !HasEnded;
}
