using System.IO.Pipelines;
using AkkaH2.Server;
using AkkaH2.Transports;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace AkkaH2.Http1;

/// <summary>A connection of AkkaH2 as Kestrel sees it. Its owner keeps the transport: Kestrel reads and writes it, and neither closes nor aborts it.</summary>
internal sealed class KestrelConnection : ConnectionContext, IHttp1Connection, IDuplexPipe
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closed = new();
    private readonly TransportInput _input;
    private int _isLost;
    private bool _isToClose;

    public KestrelConnection(ITransportConnection transport, IHttp1Handler handler)
    {
        Handler = handler;
        (LocalEndPoint, RemoteEndPoint) = (transport.LocalEndPoint, transport.RemoteEndPoint);
        _input = new TransportInput(transport.Input, handler.Entering, OnLost);
        Output = new TransportOutput(transport, OnLost);
        ConnectionClosed = _closed.Token;
        Transport = this;
        Features.Set(this);
        if (handler.IsTls)
            Features.Set<ITlsConnectionFeature>(Tls.Instance);
    }

    /// <summary>Answers its requests.</summary>
    public IHttp1Handler Handler { get; }

    public Task Completion => _completion.Task;

    public PipeReader Input => _input;

    public PipeWriter Output { get; }

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId { get; set; } = "";

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    /// <summary>While a request is served and Kestrel reads nothing: sees whether the peer is gone.</summary>
    public void Watch() => _input.Watch();

    /// <summary>A chunked body is read, with so much beside its content.</summary>
    public void Limit(ChunkOverhead overhead) => _input.Limit(overhead);

    /// <summary>Nobody reads that body any more.</summary>
    public void Unlimit() => _input.Unlimit();

    /// <summary>Kestrel reads nothing any more: the octets that follow are somebody else's.</summary>
    public Task LeaveAsync() => _input.LeaveAsync();

    /// <summary>Kestrel has begun to serve it.</summary>
    public void OnServed()
    {
        if (Volatile.Read(ref _isToClose))
            RequestClose();
    }

    public void RequestClose()
    {
        Volatile.Write(ref _isToClose, true);
        Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
    }

    public void Abort(string reason) => OnLost(new ConnectionAbortedException(reason));

    /// <summary>Kestrel gives the peer up: it sends too slowly, or takes too slowly what is sent.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => OnLost(abortReason);

    /// <summary>Kestrel has ended it.</summary>
    public override async ValueTask DisposeAsync()
    {
        await _input.LeaveAsync().ConfigureAwait(false);
        _completion.TrySetResult();
    }

    private void OnLost(Exception cause)
    {
        if (Interlocked.Exchange(ref _isLost, 1) != 0)
            return;

        Handler.OnLost(cause.Message);
        _input.CancelPendingRead();
        _ = _closed.CancelAsync();
    }

    /// <summary>Makes the scheme https; Kestrel asks it for nothing else.</summary>
    private sealed class Tls : ITlsConnectionFeature
    {
        public static readonly Tls Instance = new();

        public System.Security.Cryptography.X509Certificates.X509Certificate2? ClientCertificate { get; set; }

        public Task<System.Security.Cryptography.X509Certificates.X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
            Task.FromResult(ClientCertificate);
    }
}
