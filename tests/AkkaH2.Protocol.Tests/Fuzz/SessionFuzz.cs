using System.Buffers;

namespace AkkaH2.Protocol.Tests.Fuzz;

/// <summary>
/// Drives an <see cref="Http2Session"/> of either side with a peer and an application that do what comes to their minds, and checks after each step what must
/// hold whatever they do. A seed gives the same run each time.
/// </summary>
internal sealed class SessionFuzz
{
    private const int MaxStreams = 5;
    private const int MaxUnread = 200_000;
    private const int Pushed = 3;

    private readonly Random _random;
    private readonly Role _role;
    private readonly FuzzPeer _peer;
    private readonly FuzzApplication _application;
    private readonly Http2Session _session;
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly Queue<byte> _onTheWay = new();

    public SessionFuzz(int seed, Role role)
    {
        _random = new Random(seed);
        _role = role;
        _peer = new FuzzPeer(_random, role);
        _application = new FuzzApplication(_random);
        _session = new Http2Session(Options(), _application, TimeSpan.FromSeconds(1));
        _application.Attach(Connection);
    }

    private Http2Connection Connection => _session.Connection;

    /// <summary>So many steps, then the end, by a loss of the transport.</summary>
    /// <exception cref="FuzzFaultException">Something does not hold.</exception>
    public void Run(int steps, SessionTally tally)
    {
        Send(_peer.Begin());
        for (var step = 0; step < steps; step++)
        {
            Step();
            Check();
            tally.Steps++;
        }

        tally.Sessions++;
        tally.Frames += _peer.FramesRead;
        tally.Begun += _application.Begun;
        tally.Errors += _peer.HeardError ? 1 : 0;
        End();
    }

    private void Step()
    {
        switch (_random.Next(10))
        {
            case < 4: Send(_peer.Next()); break;
            case < 7: Deliver(_random.Next(4) == 0 ? _random.Next(20) : _onTheWay.Count); break;
            case 7 when _random.Next(3) == 0: Pass(TimeSpan.FromSeconds(_random.NextDouble() * (_random.Next(10) == 0 ? 20 : 1))); break;
            case 8 when _role == Role.Client: _application.Ask(); break;
            case 9 when _random.Next(150) == 0: Connection.OnInputClosed(); break;
            case 9 when _random.Next(2) == 0: Write(); break;
            default: _application.Act(); break;
        }

        _application.IsDeaf = Connection.IsOver;
    }

    private void Send(byte[] octets)
    {
        foreach (var octet in octets)
            _onTheWay.Enqueue(octet);
    }

    private void Deliver(int count)
    {
        var octets = new byte[Math.Min(count, _onTheWay.Count)];
        for (var i = 0; i < octets.Length; i++)
            octets[i] = _onTheWay.Dequeue();
        if (!Connection.IsOver)
            _session.Receive(octets);
        octets.AsSpan().Fill(0xA5); // they are not needed any more
    }

    private void Write()
    {
        _output.ResetWrittenCount();
        _session.Write(_output);
        _peer.Read(_output.WrittenSpan);
    }

    private void Pass(TimeSpan time)
    {
        var end = Connection.Now + time;
        for (var turns = 0; Connection.NextDeadline <= end; turns++)
        {
            Require(turns < 1_000, "deadlines do not progress");
            Connection.Now = Connection.NextDeadline > Connection.Now ? Connection.NextDeadline : Connection.Now;
            Connection.OnTime();
            Require(Connection.NextDeadline > Connection.Now, $"due at {Connection.NextDeadline} still at {Connection.Now}");
            _application.IsDeaf = Connection.IsOver;
        }

        Connection.Now = end;
    }

    private void Check()
    {
        Require(Connection.AtWork == _application.AtWork || _role == Role.Client, $"{Connection.AtWork} at work, but {_application.AtWork} have not ended");
        Require(_role == Role.Client || Connection.AtWork <= (2 * MaxStreams) + Pushed, $"{Connection.AtWork} at work");
        Require(Connection.Unread is >= 0 and <= MaxUnread, $"{Connection.Unread} octets unread");
        Require(Connection.Unread + Connection.ReceiveWindow <= MaxUnread, $"{Connection.Unread} octets unread, and {Connection.ReceiveWindow} may come");
        _application.CheckAllAborted();
    }

    private void End()
    {
        Connection.OnLost("the run is over");
        _application.IsDeaf = true;
        _application.CheckAllAborted();
        _application.EndAll();
        Require(Connection is { OpenStreams: 0, AtWork: 0, Unread: 0 }, $"left: {Connection.OpenStreams} streams, {Connection.AtWork} at work, {Connection.Unread} octets");
        Require(Connection.NextDeadline == TimeSpan.MaxValue, "a deadline after the end");
        Write();
    }

    private Http2Options Options() => new()
    {
        Role = _role,
        Announced = new ConnectionSettings
        {
            MaxConcurrentStreams = MaxStreams,
            InitialWindowSize = _random.Next(2) == 0 ? 100 : 20_000,
            MaxHeaderListSize = 4_000,
            EnablePush = _role == Role.Server,
            NoRfc7540Priorities = _random.Next(2) == 0,
        },
        Scheduler = _random.Next(2) == 0 ? SendScheduling.Rfc7540 : SendScheduling.Rfc9218,
        ConnectionWindowSize = 65_535 + _random.Next(40_000),
        LargestWindows = new WindowSizes(60_000, 150_000),
        MaxUnreadOctets = MaxUnread,
        ServerPush = _role == Role.Server,
        MaxPushedStreams = Pushed,
        ResetBurst = _random.Next(3) == 0 ? 20 : 400,
        GlitchBurst = _random.Next(3) == 0 ? 50 : 1_000,
        ClosedStreamsRemembered = 5,
        KeepAliveInterval = TimeSpan.FromSeconds(7),
        RequestTimeout = TimeSpan.FromSeconds(11),
        MaxConnectionAge = _random.Next(3) == 0 ? TimeSpan.FromSeconds(30) : Timeout.InfiniteTimeSpan,
        MinimumResponseRate = _random.Next(2) == 0 ? new MinimumRate(0, TimeSpan.FromSeconds(5)) : new MinimumRate(240, TimeSpan.FromSeconds(5)),
    };

    private static void Require(bool holds, string rule)
    {
        if (!holds)
            throw new FuzzFaultException(rule);
    }
}

/// <summary>What a run has seen.</summary>
internal sealed class SessionTally
{
    public int Sessions { get; set; }

    public long Steps { get; set; }

    public long Frames { get; set; }

    public long Begun { get; set; }

    public int Errors { get; set; }

    public override string ToString() => $"{Sessions:N0} sessions, {Steps:N0} steps, {Frames:N0} frames read, {Begun:N0} streams begun, {Errors:N0} connection errors";
}
