using System.Text;
using Akka;
using Akka.Streams.Dsl;
using AkkaH2.Client;

namespace AkkaH2;

/// <content>
/// The body of a response that a client received. What has come in whole is octets; else it is read as it comes, once, by one reader: each chunk that is taken
/// gives the server credit for as many octets (RFC 9113 §6.9).
/// </content>
public readonly partial record struct ResponseBody
{
    /// <summary>The body of a response that is still to come; null for all others.</summary>
    internal ResponseReader? Reader => Made as ResponseReader;

    internal static ResponseBody From(ResponseReader reader) => new(reader);

    /// <summary>All chunks to the end: <c>await foreach (var chunk in response.Body)</c>. Each belongs to the caller.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="Http2ClientException">The response ended before its end.</exception>
    /// <exception cref="InvalidOperationException">It is a source, a stream or a reader, which is there to be sent.</exception>
    public IAsyncEnumerator<ReadOnlyMemory<byte>> GetAsyncEnumerator(CancellationToken cancellation = default) => ReadAllAsync().GetAsyncEnumerator(cancellation);

    /// <summary>All chunks to the end. Each belongs to the caller.</summary>
    /// <inheritdoc cref="GetAsyncEnumerator" path="/exception"/>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAllAsync()
    {
        CheckReadable();
        return Reader?.ReadAllAsync(CancellationToken.None) ?? Once(Octets);
    }

    /// <summary>The whole body at once. Where that fails, what is left of the response is given up.</summary>
    /// <param name="limit">How many octets it may have at most.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="InvalidDataException">The body is longer than <paramref name="limit"/>.</exception>
    /// <inheritdoc cref="GetAsyncEnumerator" path="/exception"/>
    public async Task<byte[]> ReadToEndAsync(int limit, CancellationToken cancellation = default)
    {
        var whole = new MemoryStream();
        try
        {
            await foreach (var chunk in ReadAllAsync().WithCancellation(cancellation).ConfigureAwait(false))
            {
                if (whole.Length + chunk.Length > limit)
                    throw new InvalidDataException($"The response's body is longer than {limit} octets.");
                whole.Write(chunk.Span);
            }
        }
        catch
        {
            Reader?.Dispose(); // what was read of it is lost, so the rest is of no use
            throw;
        }

        return whole.ToArray();
    }

    /// <summary>The whole body at once, as UTF-8.</summary>
    /// <inheritdoc cref="ReadToEndAsync"/>
    public async Task<string> ReadTextAsync(int limit, CancellationToken cancellation = default) =>
        Encoding.UTF8.GetString(await ReadToEndAsync(limit, cancellation).ConfigureAwait(false));

    /// <summary>The body as a source; its demand is the server's credit.</summary>
    /// <inheritdoc cref="GetAsyncEnumerator" path="/exception"/>
    public Source<ReadOnlyMemory<byte>, NotUsed> AsSource()
    {
        CheckReadable();
        return Reader?.AsSource() ?? Source.Single(Octets);
    }

    /// <summary>The body as a readable stream. Disposing it before its end gives the rest up.</summary>
    /// <inheritdoc cref="GetAsyncEnumerator" path="/exception"/>
    public Stream AsStream()
    {
        CheckReadable();
        return Reader is { } reader ? new ResponseStream(reader) : new MemoryStream(Octets.ToArray(), writable: false);
    }

    private void CheckReadable()
    {
        if ((Reader is null || Encode is not null) && Length is null)
            throw new InvalidOperationException("This body is one to be sent: it is not read here.");
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Once(ReadOnlyMemory<byte> octets)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        if (!octets.IsEmpty)
            yield return octets;
    }
}
