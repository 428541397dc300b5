using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using AkkaH2.Hpack;
using AkkaH2.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace AkkaH2.Http1;

/// <summary>One request that Kestrel has read, with its features behind the calls of AkkaH2.</summary>
internal sealed class KestrelExchange : IHttp1Exchange
{
    private readonly KestrelConnection _connection;
    private readonly IFeatureCollection _features;
    private readonly IHttpRequestFeature _request;
    private readonly IHttpResponseFeature _response;
    private readonly IHttpResponseBodyFeature _output;
    private PipeWriter _writer;
    private PipeReader? _body;
    private ReadOnlySequence<byte> _content; // that was read last
    private ChunkOverhead? _overhead; // of a chunked body, once it is read
    private bool _isChunked;

    public KestrelExchange(KestrelConnection connection, IFeatureCollection features)
    {
        (_connection, _features) = (connection, features);
        _request = features.GetRequiredFeature<IHttpRequestFeature>();
        _response = features.GetRequiredFeature<IHttpResponseFeature>();
        _output = features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _writer = _output.Writer;
        IsHttp10 = Microsoft.AspNetCore.Http.HttpProtocol.IsHttp10(_request.Protocol);
        Fields = RequestFields.Of(_request.Headers);
        Fault = RequestGuard.Check(_request.Headers, IsHttp10);
        Upgrade = features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } ? _request.Headers.Upgrade.ToString() : "";
        HasBody = features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody;
    }

    public string Method => _request.Method;

    public string Target => _request.RawTarget;

    public bool IsHttp10 { get; }

    public HeaderField[] Fields { get; }

    public string? Fault { get; }

    public string Upgrade { get; }

    public bool HasBody { get; }

    public HeaderField[] Trailers => _features.Get<IHttpRequestTrailersFeature>() is { Available: true, Trailers.Count: > 0 } known ? RequestFields.Of(known.Trailers) : [];

    /// <summary>Done when the exchange is over: then Kestrel goes on with what follows.</summary>
    public Task ServeAsync()
    {
        _connection.OnServed();
        var served = _connection.Handler.ServeAsync(this);
        if (HasBody)
            return EndBodyAsync(served);
        if (Upgrade.Length == 0)
            _connection.Watch();
        return served;
    }

    public async ValueTask<ReadResult> ReadBodyAsync()
    {
        try
        {
            _body ??= BeginBody();
            var read = await _body.ReadAsync().ConfigureAwait(false);
            _content = read.Buffer;
            return read;
        }
        catch (BadHttpRequestException bad)
        {
            throw new MalformedBodyException(bad.StatusCode, bad.Message);
        }
        catch (IOException tooLarge) when (tooLarge.InnerException is OverflowException)
        {
            throw new MalformedBodyException(StatusCodes.Status400BadRequest, tooLarge.Message); // a chunk's size
        }
        catch (Exception lost) when (lost is not IOException)
        {
            throw new IOException(lost.Message, lost);
        }
    }

    public void AdvanceTo(SequencePosition consumed)
    {
        _overhead?.OnContent(_content.Slice(0, consumed).Length);
        _body!.AdvanceTo(consumed);
    }

    public void CancelRead() => _body?.CancelPendingRead();

    public void WriteHead(HeaderField[] head, bool isWhole)
    {
        _response.StatusCode = int.Parse(head[0].Value, NumberStyles.None, CultureInfo.InvariantCulture);
        var headers = _response.Headers;
        foreach (ref readonly var field in head.AsSpan(1))
            headers.Append(field.Name, field.Value);

        // RFC 9112 §6.1: no transfer-encoding to a client of HTTP/1.0; Kestrel closes the connection behind the body.
        _isChunked = !isWhole && !IsHttp10;
        if (_isChunked)
            headers.TransferEncoding = "chunked";
        Start();
    }

    // A copy: a PipeWriter takes no memory of others. What went to the transport past Kestrel, Kestrel would not count: it ends a connection whose response is
    // shorter than its content-length, and one of which it sees too little a second.
    public void Write(ReadOnlyMemory<byte> octets)
    {
        if (_isChunked)
            Chunks.Write(_writer, octets.Span);
        else
            _writer.Write(octets.Span);
    }

    public void WriteEnd(HeaderField[] trailers)
    {
        if (_isChunked)
            Chunks.WriteEnd(_writer, trailers);
    }

    public async ValueTask<bool> FlushAsync()
    {
        try
        {
            return !(await _writer.FlushAsync().ConfigureAwait(false)).IsCompleted;
        }
        catch (Exception)
        {
            return false; // the peer is gone, which the connection has been told
        }
    }

    public void CloseAfterwards()
    {
        if (!_response.HasStarted)
            _response.Headers.Connection = "close";
    }

    public void AllowSlow()
    {
        if (_features.Get<IHttpMinRequestBodyDataRateFeature>() is { } body)
            body.MinDataRate = null;
        if (_features.Get<IHttpMinResponseDataRateFeature>() is { } response)
            response.MinDataRate = null;
    }

    public async Task UpgradeAsync(HeaderField[] fields)
    {
        foreach (var field in fields)
            _response.Headers.Append(field.Name, field.Value);
        var octets = await _features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);
        _body = PipeReader.Create(octets);
        _writer = PipeWriter.Create(octets);
    }

    public async Task LeaveAsync(HeaderField[] fields)
    {
        await UpgradeAsync(fields).ConfigureAwait(false);
        await _connection.LeaveAsync().ConfigureAwait(false);
    }

    private PipeReader BeginBody()
    {
        if (_request.Headers.TransferEncoding.Count > 0)
            _connection.Limit(_overhead = new ChunkOverhead());
        return _features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
    }

    // What is left of the body then Kestrel skips, for as long as it likes.
    private async Task EndBodyAsync(Task served)
    {
        await served.ConfigureAwait(false);
        _connection.Unlimit();
    }

    // Nobody waits to be told of the start, so it is done at once.
    private void Start()
    {
        var start = _output.StartAsync();
        if (!start.IsCompletedSuccessfully)
            start.GetAwaiter().GetResult();
    }
}
