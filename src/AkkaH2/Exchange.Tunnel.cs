using AkkaH2.Protocol;

namespace AkkaH2;

/// <content>Tunnels.</content>
public sealed partial class Exchange
{
    /// <summary>Takes a CONNECT request (RFC 9113 §8.5), extended or not, with 200: from here on octets go both ways.</summary>
    /// <param name="headers">Fields of the response; none if null.</param>
    /// <exception cref="InvalidOperationException">The request is no CONNECT, or there is a response already.</exception>
    /// <exception cref="ArgumentException">A field may not stand in HTTP/2.</exception>
    public Tunnel OpenTunnel(Headers? headers = null)
    {
        if (Request.Method != "CONNECT")
            throw new InvalidOperationException($"{Request} opens no tunnel: only CONNECT does.");

        var changed = ChangedHead(200, headers ?? Headers.Empty, ResponseBody.Empty);
        if (changed.Status != 200)
            throw new InvalidOperationException($"A tunnel is opened with 200, but OnResponding made it {changed.Status}.");

        var head = ResponseRules.Head(Request.Method, 200, _context.Errors.ServedBy.On(changed.Headers), length: null, HttpDate.Now);
        OnStatus(200);
        Begin();
        var writer = OpenWriter(head, announced: null);
        writer.SendHead();
        return new Tunnel(Request.Body, writer);
    }

    // RFC 9113 §8.5: where CONNECT succeeds there is no response, but a tunnel; whoever responds with 2xx does not know that.
    private void CheckNoTunnel(int status)
    {
        if (status < 300 && Request.Method == "CONNECT")
            throw new InvalidOperationException($"{Request} is taken with OpenTunnel, not with a response of {status}.");
    }
}
