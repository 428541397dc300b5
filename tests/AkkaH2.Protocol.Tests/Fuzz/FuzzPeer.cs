using AkkaH2.Referee;
using PriorityFrame = AkkaH2.Referee.Priority;
using RequestOrResponse = AkkaH2.Referee.Headers;
using SettingsOfPeer = AkkaH2.Referee.Settings;

namespace AkkaH2.Protocol.Tests.Fuzz;

/// <summary>
/// The other side of a session under fuzz, on the referee's codecs: says by chance what is legal, what is not, and octets that are no frames; and
/// checks all that the session says.
/// </summary>
internal sealed class FuzzPeer(Random random, Role session)
{
    private readonly FrameSplitter _splitter = new();
    private readonly FieldBlockJoiner _joiner = new();
    private readonly BlockDecoder _decoder = new();
    private readonly BlockEncoder _encoder = new();
    private readonly FuzzWindows _windows = new();
    private readonly HashSet<int> _headed = []; // streams on which the session sent HEADERS
    private readonly HashSet<int> _ended = []; // and on which it may say nothing more
    private readonly List<int> _speaking = []; // streams whose message from here has not ended
    private readonly HashSet<int> _answered = []; // of a client, those whose response has begun
    private readonly Dictionary<int, long> _credit = []; // what may be sent, by what the session said
    private readonly bool _isWild = random.Next(3) == 0;
    private long _initialCredit = 65_535;
    private int _nextStream = 1;
    private int _lastStreamSaid = int.MaxValue;
    private int _owedAcks;
    private int _preface = session == Role.Client ? Preface.Octets.Length : 0;

    /// <summary>How many frames the session has sent.</summary>
    public int FramesRead { get; private set; }

    /// <summary>The session ended with an error.</summary>
    public bool HeardError { get; private set; }

    /// <summary>Preface and SETTINGS.</summary>
    public byte[] Begin()
    {
        var values = new List<(ushort, uint)> { ((ushort)SettingNumber.InitialWindowSize, (uint)random.Next(3) switch { 0 => 0, 1 => (uint)random.Next(5_000), _ => 100_000 }) };
        if (random.Next(2) == 0)
            values.Add(((ushort)SettingNumber.MaxConcurrentStreams, (uint)random.Next(6)));
        if (random.Next(2) == 0)
            values.Add(((ushort)SettingNumber.HeaderTableSize, (uint)random.Next(5_000)));
        _windows.Announce((int)values[0].Item2);
        return [.. session == Role.Server ? Preface.Octets : [], .. FrameOctets.Of(new SettingsOfPeer(values, Ack: false))];
    }

    /// <summary>What the peer says next.</summary>
    public byte[] Next()
    {
        if (_owedAcks > 0 && random.Next(3) > 0)
        {
            _owedAcks--;
            return FrameOctets.Of(new SettingsOfPeer([], Ack: true));
        }

        var octets = _isWild && random.Next(100) == 0 ? Garbage() : [.. (_isWild ? Frames() : TameFrames()).SelectMany(FrameOctets.Of)];
        if (random.Next(_isWild ? 60 : 600) == 0)
            Mutate(octets);
        return octets;
    }

    /// <summary>Checks what the session says.</summary>
    /// <exception cref="RuleBrokenException">It breaks a rule.</exception>
    public void Read(ReadOnlySpan<byte> octets)
    {
        if (_preface > 0 && octets.Length > 0)
        {
            Require(octets.StartsWith(Preface.Octets), "the client's preface comes first, whole");
            octets = octets[_preface..];
            _preface = 0;
        }

        _splitter.Append(octets);
        foreach (var raw in _splitter.TakeFrames())
        {
            FramesRead++;
            SenderRules.Check(raw);
            if (_joiner.Offer(PayloadReader.Read(raw)) is { } frame)
                Read(frame);
        }

        Require(_splitter.IsAtFrameBoundary, "a write ends with a whole frame");
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
            throw new FuzzFaultException(rule);
    }

    private void Read(WireFrame frame)
    {
        switch (frame)
        {
            case RequestOrResponse headers:
                _decoder.Decode(headers.Fragment);
                MaySpeak(headers.Stream);
                if (_headed.Add(headers.Stream) && session == Role.Client)
                    _speaking.Add(headers.Stream);
                if (headers.EndStream)
                    _ended.Add(headers.Stream);
                break;
            case PushPromise promise:
                _decoder.Decode(promise.Fragment);
                Require(promise.Promised % 2 == 0, "a promise is of an even stream");
                break;
            case Data data:
                MaySpeak(data.Stream);
                Require(_headed.Contains(data.Stream), $"DATA before HEADERS on stream {data.Stream}");
                _windows.Spend(data.Stream, data.Content.Length + (data.PadLength + 1 ?? 0));
                if (data.EndStream)
                    _ended.Add(data.Stream);
                break;
            case RstStream reset:
                Require(session == Role.Server || reset.Stream % 2 == 0 || _headed.Contains(reset.Stream), $"RST_STREAM on idle stream {reset.Stream}");
                _ended.Add(reset.Stream);
                _speaking.Remove(reset.Stream);
                break;
            case WindowUpdate update: Earn(update.Stream, update.Increment); break;
            case SettingsOfPeer { Ack: false } settings:
                _owedAcks++;
                foreach (var (id, value) in settings.Values)
                {
                    if (id == (ushort)SettingNumber.InitialWindowSize)
                        _initialCredit = value;
                }

                break;
            case GoAway goAway:
                Require(goAway.LastStream <= _lastStreamSaid, "the last stream of GOAWAY does not rise");
                _lastStreamSaid = goAway.LastStream;
                HeardError |= goAway.Code != 0;
                break;
        }
    }

    private void MaySpeak(int stream) => Require(!_ended.Contains(stream), $"a frame of a message after its end on stream {stream}");

    private IEnumerable<WireFrame> Frames()
    {
        var stream = Known();
        switch (random.Next(session == Role.Server ? 22 : 20))
        {
            case 0: return [new Ping(Octets(8), random.Next(4) == 0)];
            case 1: return [Change()];
            case 2: return [new RstStream(stream, (uint)random.Next(15))];
            case 3: return [Grow(0)];
            case 4: return [Grow(stream)];
            case 5: return [new PriorityFrame(stream, new Dependency(random.Next(9), random.Next(2) == 0, (byte)random.Next(256)))];
            case 6: return [new PriorityUpdate(stream, "u=3, i"u8.ToArray())];
            case 7: return [new Opaque((byte)random.Next(11, 256), (byte)random.Next(256), stream, Octets(random.Next(30)))];
            case 8 when random.Next(15) == 0: return [new GoAway(random.Next(5), (uint)random.Next(3), Octets(random.Next(9)))];
            case 9: return Block(stream, [new Field("x-trailer", "1")], endStream: random.Next(8) > 0);
            case < 15: return [Body(stream)];
            default: return session == Role.Server ? Request() : Answer(stream);
        }
    }

    // What a peer may say that keeps to all rules, as far as it has heard.
    private IEnumerable<WireFrame> TameFrames()
    {
        var stream = _speaking.Count > 0 ? _speaking[random.Next(_speaking.Count)] : 0;
        switch (random.Next(20))
        {
            case 0: return [new Ping(Octets(8), false)];
            case 1 when random.Next(4) == 0: return [Change()];
            case 2 when stream > 0 && random.Next(3) == 0:
                _speaking.Remove(stream);
                return [new RstStream(stream, (uint)random.Next(15))];
            case < 6: return [Grow(0)];
            case < 9 when stream > 0: return [Grow(stream)];
            case < 15 when stream > 0: return TameMessage(stream);
            case < 19 when session == Role.Server && _speaking.Count < 7: return Request();
            case 19 when random.Next(200) == 0: return [new GoAway(int.MaxValue, 0, [])];
            default: return [];
        }
    }

    private IEnumerable<WireFrame> TameMessage(int stream)
    {
        if (session == Role.Client && _answered.Add(stream))
            return Block(stream, [new Field(":status", "200")], Ends(stream, 8));
        if (random.Next(12) == 0 && Ends(stream, 1))
            return Block(stream, [new Field("x-trailer", "1")], endStream: true);

        var most = Math.Min(_credit.GetValueOrDefault(0) + 65_535, _credit.GetValueOrDefault(stream) + _initialCredit);
        var content = new byte[Math.Clamp(random.Next(3) == 0 ? random.Next(3) : random.Next(9_000), 0, Math.Max(0, most - 256))];
        int? pad = random.Next(4) == 0 && most > 256 ? random.Next(200) : null;
        Earn(0, -content.Length - (pad + 1 ?? 0));
        Earn(stream, -content.Length - (pad + 1 ?? 0));
        return [new Data(stream, content, pad, Ends(stream, 6))];
    }

    private bool Ends(int stream, int oneOf) => random.Next(oneOf) == 0 && _speaking.Remove(stream);

    private void Earn(int stream, int octets) => _credit[stream] = _credit.GetValueOrDefault(stream) + octets;

    private IEnumerable<WireFrame> Request()
    {
        var stream = _nextStream;
        _nextStream += random.Next(30) == 0 ? 4 : 2;
        var fields = new List<Field> { new(":method", random.Next(4) switch { 0 => "GET", 1 => "HEAD", _ => "POST" }), new(":scheme", "http"), new(":authority", "a"), new(":path", "/") };
        if (random.Next(4) == 0)
            fields.Add(new Field("content-length", random.Next(300).ToString()));
        if (random.Next(12) == 0)
            fields.Add(new Field("Broken", "1"));
        var end = random.Next(2) == 0;
        if (!end)
            _speaking.Add(stream);
        return Block(stream, fields, end);
    }

    private IEnumerable<WireFrame> Answer(int stream)
    {
        var status = random.Next(6) switch { 0 => "100", 1 => "204", 2 => "999", _ => "200" };
        var fields = new List<Field> { new(":status", status) };
        if (random.Next(4) == 0)
            fields.Add(new Field("content-length", random.Next(300).ToString()));
        return Block(stream, fields, endStream: random.Next(3) == 0);
    }

    private IEnumerable<WireFrame> Block(int stream, IEnumerable<Field> fields, bool endStream)
    {
        var block = _encoder.Encode(fields);
        var cut = random.Next(4) == 0 ? random.Next(block.Length) : block.Length;
        yield return new RequestOrResponse(stream, block[..cut], Priority: null, PadLength: random.Next(5) == 0 ? random.Next(40) : null, endStream, EndHeaders: cut == block.Length);
        if (cut < block.Length)
            yield return new Continuation(stream, block[cut..], EndHeaders: true);
    }

    private Data Body(int stream) =>
        new(stream, new byte[random.Next(3) == 0 ? random.Next(3) : random.Next(4_000)], random.Next(4) == 0 ? random.Next(256) : null, random.Next(6) == 0);

    private WindowUpdate Grow(int stream)
    {
        var increment = random.Next(200) switch { 0 => int.MaxValue, < 50 => random.Next(1, 9), _ => random.Next(1, 50_000) };
        _windows.Grant(stream, increment);
        return new WindowUpdate(stream, increment);
    }

    private SettingsOfPeer Change()
    {
        var window = random.Next(3) switch { 0 => 0, _ => random.Next(60_000) };
        _windows.Announce(window);
        return new SettingsOfPeer([((ushort)SettingNumber.InitialWindowSize, (uint)window), ((ushort)SettingNumber.MaxConcurrentStreams, (uint)random.Next(9))], Ack: false);
    }

    // A client's requests are known by their HEADERS; a server's streams are those that were begun here.
    private int Known()
    {
        if (session == Role.Client && _headed.Count > 0 && random.Next(20) > 0)
            return _headed.ElementAt(Math.Max(0, _headed.Count - 1 - random.Next(6)));
        return Math.Max(1, _nextStream - 2 - (2 * random.Next(6))) + (random.Next(25) == 0 ? 1 : 0);
    }

    private byte[] Garbage() => Octets(random.Next(1, 40));

    private byte[] Octets(int count)
    {
        var octets = new byte[count];
        random.NextBytes(octets);
        return octets;
    }

    private void Mutate(byte[] octets)
    {
        if (octets.Length == 0)
            return;

        _windows.IsKnown = false; // who knows what was granted
        octets[random.Next(octets.Length)] ^= (byte)(1 << random.Next(8));
    }
}
