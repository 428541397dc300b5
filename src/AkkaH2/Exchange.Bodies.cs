using System.IO.Pipelines;
using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaH2.Actors;
using AkkaH2.Hpack;
using AkkaH2.Protocol;

namespace AkkaH2;

/// <content>The bodies of responses, on their way to the connection.</content>
public sealed partial class Exchange
{
    /// <summary>The streamed body of a <see cref="Response"/>, on its way; null if there is none.</summary>
    internal Task? StreamedBody { get; private set; }

    internal void SendWhole(EncodedResponse response)
    {
        _octets = response.Body.Length;
        // There is one at most, so the place is taken once.
        if (Volatile.Read(ref _place) == Place.Free)
        {
            _held = response;
            if (Interlocked.CompareExchange(ref _place, Place.Taken, Place.Free) == Place.Free)
                return;
        }

        Send(new SendResponse(Id, response));
    }

    internal void SendData(HeaderField[]? head, ReadOnlyMemory<byte> octets, bool end, HeaderField[]? trailers) =>
        Send(new SendData(Id, head, octets, end, trailers));

    /// <summary>Memory that was lent is free. Its owner is the application's, and may fail on whatever thread this is.</summary>
    internal void GiveBack(IDisposable owner)
    {
        try
        {
            owner.Dispose();
        }
        catch (Exception cause)
        {
            _context.Errors.OnOwnerFailed(cause, Request);
        }
    }

    /// <summary>Nothing more of the body is written: what it goes through is let go. That is the application's too.</summary>
    private void DropEncoder()
    {
        try
        {
            Writer?.DropEncoder();
        }
        catch (Exception cause)
        {
            _context.Errors.OnEncoderFailed(cause, Request);
        }
    }

    private void Respond(Response response, EncodedResponse encoded)
    {
        if (response.Body.IsWhole || !ResponseRules.HasBody(Request.Method, response.Status))
        {
            Begin();
            SendWhole(encoded);
            response.Body.Abandon();
            return;
        }

        var announced = ResponseRules.Announced(response.Headers);
        Begin();
        var writer = OpenWriter(encoded.Head, announced, response.Body.Encode);
        if (response.Body.Owner is { } owner)
            writer.SendWhole(encoded, owner);
        else
            BeginBody(response.Body, writer, encoded.Trailers);
    }

    // What makes the octets may take its time, and has no way to flush the head: that does not wait for it. A source that cannot be run has sent nothing.
    private void BeginBody(ResponseBody body, ResponseWriter writer, HeaderField[]? trailers)
    {
        var done = body.Plain switch
        {
            Source<ReadOnlyMemory<byte>, NotUsed> source => RunAsync(source, writer),
            PipeReader reader => CopyAsync(reader, writer),
            _ => CopyAsync((Stream)body.Plain!, writer),
        };
        writer.SendHead();
        StreamedBody = EndAsync(done, writer, trailers);
    }

    private Task RunAsync(Source<ReadOnlyMemory<byte>, NotUsed> body, ResponseWriter writer)
    {
        var (stop, done) = body
            .ViaMaterialized(KillSwitches.Single<ReadOnlyMemory<byte>>(), Keep.Right)
            .ToMaterialized(Sink.ForEachAsync<ReadOnlyMemory<byte>>(1, chunk => writer.LendAsync(chunk).AsTask()), Keep.Both)
            .Run(_context.Materializer);
        // A source that waits for something learns here that nobody wants it any more.
        Aborted.Register(stop.Shutdown);
        return done;
    }

    private async Task CopyAsync(Stream body, ResponseWriter writer)
    {
        await using (body.ConfigureAwait(false))
            await body.CopyToAsync(writer, Aborted).ConfigureAwait(false);
    }

    private async Task CopyAsync(PipeReader body, ResponseWriter writer)
    {
        try
        {
            await body.CopyToAsync(writer, Aborted).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            await body.CompleteAsync(cause).ConfigureAwait(false);
            throw;
        }

        await body.CompleteAsync().ConfigureAwait(false);
    }

    private static async Task EndAsync(Task done, ResponseWriter writer, HeaderField[]? trailers)
    {
        await done.ConfigureAwait(false);
        writer.End(trailers);
    }
}
