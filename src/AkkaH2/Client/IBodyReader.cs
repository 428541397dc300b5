namespace AkkaH2.Client;

/// <summary>Octets that come piece by piece, for one reader.</summary>
internal interface IBodyReader : IDisposable
{
    /// <summary>Waits for some octets, and copies as many as there is room for; 0 is the end.</summary>
    ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellation);
}
