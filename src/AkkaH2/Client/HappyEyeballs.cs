using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using AkkaH2.Transports;

namespace AkkaH2.Client;

/// <summary>
/// RFC 8305: connects to the addresses of one host, each a little after the one before, or at once where that has failed. The first connection is taken; the
/// others are closed.
/// </summary>
/// <param name="connect">Makes one attempt.</param>
/// <param name="delay">RFC 8305 §5, the connection attempt delay.</param>
/// <param name="time">The clock of that delay.</param>
internal sealed class HappyEyeballs(Func<IPEndPoint, CancellationToken, Task<ITransportConnection>> connect, TimeSpan delay, TimeProvider time)
{
    /// <summary>RFC 8305 §4: the families take turns, IPv6 first; within a family the order of the resolver stays.</summary>
    public static IPAddress[] Interleave(IEnumerable<IPAddress> addresses) => addresses
        .GroupBy(address => address.AddressFamily)
        .SelectMany(family => family.Select((address, rank) => (address, rank, isSecond: family.Key != AddressFamily.InterNetworkV6)))
        .OrderBy(one => one.rank)
        .ThenBy(one => one.isSecond)
        .Select(one => one.address)
        .ToArray();

    /// <summary>The first connection. Where there is none, the failure of the first address.</summary>
    /// <param name="addresses">In the order in which they are tried.</param>
    /// <param name="giveUp">Gives all attempts up.</param>
    public async Task<ITransportConnection> ConnectAsync(IEnumerable<IPEndPoint> addresses, CancellationToken giveUp)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
        var left = new Queue<IPEndPoint>(addresses);
        var attempts = new List<Task<ITransportConnection>>();
        ExceptionDispatchInfo? failure = null;
        try
        {
            while (true)
            {
                giveUp.ThrowIfCancellationRequested();
                if (left.TryDequeue(out var next))
                    attempts.Add(BeginAsync(next, stop.Token));
                if (attempts.Count == 0)
                    (failure ?? NoAddress()).Throw();
                if (await EndedAsync(attempts, isLast: left.Count == 0).ConfigureAwait(false) is not { } ended)
                    continue;

                attempts.Remove(ended);
                if (ended.IsCompletedSuccessfully)
                    return ended.Result;
                failure ??= ExceptionDispatchInfo.Capture(ended.Exception?.InnerException ?? new OperationCanceledException(giveUp));
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            attempts.ForEach(attempt => _ = CloseAsync(attempt));
        }
    }

    // A resolver may know the host, and no address of it.
    private static ExceptionDispatchInfo NoAddress() => ExceptionDispatchInfo.Capture(new SocketException((int)SocketError.NoData));

    // An attempt that throws at once has failed like one that fails later.
    private async Task<ITransportConnection> BeginAsync(IPEndPoint address, CancellationToken stop) => await connect(address, stop).ConfigureAwait(false);

    /// <summary>The attempt that ended first; null if it is time for the next one.</summary>
    private async Task<Task<ITransportConnection>?> EndedAsync(List<Task<ITransportConnection>> attempts, bool isLast)
    {
        if (isLast)
            return await Task.WhenAny(attempts).ConfigureAwait(false);

        using var enough = new CancellationTokenSource();
        var wait = Task.Delay(delay.OrForEver(), time, enough.Token);
        var ended = await Task.WhenAny([.. attempts, wait]).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        return ended as Task<ITransportConnection>;
    }

    private static async Task CloseAsync(Task<ITransportConnection> attempt)
    {
        try
        {
            (await attempt.ConfigureAwait(false)).Abort();
        }
        catch (Exception)
        {
            // it has come to nothing by itself
        }
    }
}
