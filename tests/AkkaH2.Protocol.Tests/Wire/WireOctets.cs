using System.Buffers;
using AkkaH2.Wire;

namespace AkkaH2.Protocol.Tests.Wire;

/// <summary>Frames to octets and back, for the tests of this folder.</summary>
internal static class WireOctets
{
    /// <summary>Octets from hexadecimal text; spaces are for the reader.</summary>
    public static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", ""));

    /// <summary>A frame by its octets, legal or not.</summary>
    public static Frame Raw(FrameType type, int flags, int stream, string payload) =>
        new UnknownFrame(new StreamId(stream), type, (FrameFlags)flags, Hex(payload));

    public static byte[] Octets(params IEnumerable<Frame> frames)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var frame in frames) FrameWriter.Write(frame, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The frames that come out if the octets arrive in one chunk.</summary>
    public static List<Outcome<Frame>> Decode(ReadOnlyMemory<byte> octets, FrameDecoder? decoder = null)
    {
        decoder ??= new FrameDecoder();
        decoder.Append(octets);
        return ReadAll(decoder);
    }

    public static List<Outcome<Frame>> ReadAll(FrameDecoder decoder)
    {
        var outcomes = new List<Outcome<Frame>>();
        while (decoder.TryRead(out var next)) outcomes.Add(next);
        return outcomes;
    }

    /// <summary>The only thing that comes out for these octets of one frame.</summary>
    public static Outcome<Frame> DecodeOne(FrameType type, int flags, int stream, string payload) =>
        Assert.Single(Decode(Octets(Raw(type, flags, stream, payload))));

    public static void IsConnectionError(ErrorCode code, Outcome<Frame> outcome)
    {
        var error = Assert.IsType<Http2Error.OnConnection>(outcome.Error);
        Assert.Equal(code, error.Code);
        Assert.NotEmpty(error.Detail);
    }

    public static void IsStreamError(int stream, ErrorCode code, Outcome<Frame> outcome)
    {
        var error = Assert.IsType<Http2Error.OnStream>(outcome.Error);
        Assert.Equal((new StreamId(stream), code), (error.Stream, error.Code));
        Assert.NotEmpty(error.Detail);
    }

    /// <summary>The frame is written as these octets and they are read as that frame.</summary>
    public static void IsWrittenAs(string octets, Frame frame)
    {
        Assert.Equal(Convert.ToHexString(Hex(octets)), Convert.ToHexString(Octets(frame)));
        Assert.Equal<Outcome<Frame>>(frame, Assert.Single(Decode(Hex(octets))));
    }
}
