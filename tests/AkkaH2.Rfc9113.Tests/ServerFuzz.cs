using AkkaH2.Referee;

namespace AkkaH2.Rfc9113.Tests;

/// <summary>
/// A peer that sends what comes to its mind, by a seed: legal frames, illegal ones, and octets that are none. Whatever that does to its
/// own connection, the server answers the next one; and its own frames and field blocks are well formed to the end.
/// </summary>
public sealed class ServerFuzz(TestServer server) : SectionTests(server)
{
    private const int FramesPerSeed = 60;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory, Trait("RFC 9113", "5.4")]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_a_client_sends_the_server_lives(int seed)
    {
        await WithConnection(async peer =>
        {
            peer.IsReferee = false;
            var random = new Random(seed);
            try
            {
                for (var i = 0; i < FramesPerSeed; i++) await Send(peer, random);
                await peer.SendRaw(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0 }); // DATA on stream 0, at the latest: the end
            }
            catch (IOException)
            {
                return; // the server has closed while we still sent
            }

            await peer.ExpectClosed();
        });
        await WithConnection(peer => ExpectServed(peer, 1));
    }

    private static Task Send(TestPeer peer, Random random) => random.Next(12) switch
    {
        0 => peer.SendRaw(Mutated(Some(random), random)),
        _ => peer.Send(Some(random)),
    };

    private static FrameScript Some(Random random)
    {
        var stream = random.Next(1, 12);
        return random.Next(16) switch
        {
            0 => Headers(stream).Get("/hello").EndStream(),
            1 => Headers(stream | 1).Post("/echo"),
            2 => Headers(stream | 1).Post("/count").Field("content-length", random.Next(5).ToString()),
            3 => Headers(stream | 1).Get("/slow").Padded(random.Next(255)).EndStream(),
            4 => Headers(stream | 1).Field("x-trailer", "late").EndStream(),
            5 => Headers(stream | 1).Get("/big").EndStream(),
            6 => Data(stream | 1, new byte[random.Next(2_000)]),
            7 => Data(stream | 1, new byte[random.Next(10)]).EndStream(),
            8 => RstStream(stream | 1, (ErrorCode)random.Next(20)),
            9 => WindowUpdate(random.Next(3), random.Next(1, 100_000)),
            10 => Settings((SettingId.InitialWindowSize, (uint)random.Next(200_000)), (SettingId.HeaderTableSize, (uint)random.Next(5_000))),
            11 => Ping((ulong)random.NextInt64()),
            12 => Priority(stream, random.Next(9)),
            13 => Raw((FrameType)random.Next(0x0a, 0x100), (FrameFlags)random.Next(256), stream, new byte[random.Next(40)]),
            14 when random.Next(8) == 0 => Raw((FrameType)random.Next(10), (FrameFlags)random.Next(256), stream, Octets(random, random.Next(20))),
            15 when random.Next(8) == 0 => GoAway(0),
            _ => PriorityUpdate(stream, "u=1"),
        };
    }

    private static byte[] Mutated(FrameScript script, Random random)
    {
        var octets = script.ToOctets(new BlockEncoder { Indexing = Indexing.None });
        octets[random.Next(octets.Length)] ^= (byte)(1 << random.Next(8));
        return octets;
    }

    private static byte[] Octets(Random random, int count)
    {
        var octets = new byte[count];
        random.NextBytes(octets);
        return octets;
    }
}
