using System.Net;

namespace AkkaH2.Client.Handler;

/// <summary>The content of a response whose body is still to come. Disposing it before its end gives the rest up.</summary>
internal sealed class HandlerContent(HandlerBody body) : HttpContent
{
    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(new ResponseStream(body));

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => new ResponseStream(body);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        new ResponseStream(body).CopyToAsync(stream, cancellationToken);

    // The content-length of the response is in the headers.
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            body.Dispose();
        base.Dispose(disposing);
    }
}
