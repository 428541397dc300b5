using System.Buffers;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Event;
using Akka.Serialization;
using AkkaH2.Actors;
using AkkaH2.Client;

namespace AkkaH2.Remoting;

/// <summary>
/// The messages of AkkaH2 that go to other nodes: <see cref="Request"/>, <see cref="Response"/>, <see cref="Informational"/>, the pieces of a response
/// (<see cref="ResponseStarted"/>), <see cref="Headers"/>, and what the two ends of a long body say to each other. A manifest names the message and the version of its format; a format may grow at its end, anything else is a
/// new version. Octets that are no such message throw <see cref="SerializationException"/>.
/// </summary>
/// <param name="system">The actor system that it works for.</param>
public sealed class Http2Serializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string RequestV1 = "request.1";
    private const string ResponseV1 = "response.1";
    private const string InformationalV1 = "informational.1";
    private const string FieldsV1 = "fields.1";
    private const string ResponseStartedV1 = "response-started.1";
    private const string ChunkV1 = "chunk.1";
    private const string ChunkSentV1 = "chunk-sent.1";
    private const string CompletedV1 = "completed.1";
    private const string RequestCancelledV1 = "request-cancelled.1";
    private const string RequestLostV1 = "request-lost.1";
    private const string RequestArrivedV1 = "request-arrived.1";
    private const string OpenBodyV1 = "open-body.1";
    private const string CloseBodyV1 = "close-body.1";
    private const string EndOfBodyV1 = "end-of-body.1";

    private static readonly Response Unsendable = Response.Text("The response cannot be sent between nodes.", 500);

    private readonly Lazy<RemoteSettings> _settings = new(() => RemoteSettings.Of(system));

    /// <inheritdoc/>
    public override int Identifier => 9113;

    /// <inheritdoc/>
    /// <exception cref="SerializationException">No message of AkkaH2.</exception>
    public override string Manifest(object o) => o switch
    {
        Request => RequestV1,
        Response => ResponseV1,
        Informational => InformationalV1,
        Headers => FieldsV1,
        ResponseStarted => ResponseStartedV1,
        Chunk => ChunkV1,
        ChunkSent => ChunkSentV1,
        Completed => CompletedV1,
        RequestCancelled => RequestCancelledV1,
        RequestLost => RequestLostV1,
        RequestArrived => RequestArrivedV1,
        OpenBody => OpenBodyV1,
        CloseBody => CloseBodyV1,
        EndOfBody => EndOfBodyV1,
        _ => throw new SerializationException($"{o.GetType()} is no message of AkkaH2."),
    };

    /// <inheritdoc/>
    /// <exception cref="SerializationException">It cannot travel; the message says why.</exception>
    public override byte[] ToBinary(object obj)
    {
        try
        {
            return Written(obj);
        }
        catch (Exception cause)
        {
            if (InPlaceOf(obj, cause) is not { } other)
                throw;

            system.Log.Error(cause, "A {0} cannot be sent to another node. Its request fails.", obj.GetType().Name);
            return Written(other);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The manifest is not known, or the octets are no such message.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var message = new MessageReader(bytes);
        try
        {
            return manifest switch
            {
                RequestV1 => ReadRequest(ref message),
                ResponseV1 => ResponseFormat.Read(ref message, ActorAt, system),
                InformationalV1 => ResponseFormat.ReadInformational(ref message),
                FieldsV1 => message.Fields(),
                ResponseStartedV1 => PieceFormat.ReadStarted(ref message),
                ChunkV1 => PieceFormat.ReadChunk(ref message),
                ChunkSentV1 => ChunkSent.Instance,
                CompletedV1 => PieceFormat.ReadCompleted(ref message),
                RequestCancelledV1 => new RequestCancelled(RequestFormat.Read(ref message, ActorAt, system)),
                RequestLostV1 => new RequestLost(ActorAt(message.Text()), message.OptionalText() is { } cause ? new InvalidOperationException(cause) : null),
                RequestArrivedV1 => new RequestArrived(AddressOf(message.Text())),
                OpenBodyV1 => new OpenBody(ActorAt(message.Text())),
                CloseBodyV1 => CloseBody.Instance,
                EndOfBodyV1 => new EndOfBody(message.Fields()),
                _ => throw new SerializationException("It is of a later version of AkkaH2, or not of AkkaH2."),
            };
        }
        catch (SerializationException cause)
        {
            throw new SerializationException($"A message of {bytes.Length} octets with the manifest '{manifest}' cannot be read. {cause.Message}", cause);
        }
    }

    // Akka.Remote logs what cannot be sent, and tells neither side. An endpoint that replies is not heard of again, so its request is answered in any case.
    private static object? InPlaceOf(object message, Exception cause)
    {
        switch (message)
        {
            case Request request: request.Exchange?.ReplyTo?.FailIfOpen(cause); return null;
            case Response response when !ReferenceEquals(response, Unsendable): response.Body.Abandon(); return Unsendable;
            case ResponseStarted or Chunk or Completed: return new UnsentPiece(message, cause.Message);
            default: return null;
        }
    }

    private byte[] Written(object obj)
    {
        var message = new MessageWriter();
        switch (obj)
        {
            case Request request: Write(message, request); break;
            case Response response: Write(message, _settings.Value.ServedBy.On(response)); break;
            case Informational hint: ResponseFormat.Write(message, hint); break;
            case Headers fields: message.Fields(fields); break;
            case ResponseStarted started: PieceFormat.Write(message, started with { Headers = _settings.Value.ServedBy.On(started.Headers ?? Headers.Empty) }); break;
            case Chunk chunk: PieceFormat.Write(message, chunk); break;
            case ChunkSent or CloseBody: break;
            case Completed completed: PieceFormat.Write(message, completed); break;
            case UnsentPiece unsent: PieceFormat.Write(message, unsent); break;
            case RequestCancelled cancelled: RequestFormat.Write(message, cancelled.Request, TravellingBody.Strict.Empty); break;
            case RequestLost lost:
                message.Text(Serialization.SerializedActorPath(lost.Recipient));
                message.OptionalText(lost.Cause?.Message);
                break;
            case RequestArrived arrived: message.Text(arrived.Node.ToString()); break;
            case OpenBody open: message.Text(Serialization.SerializedActorPath(open.Reader)); break;
            case EndOfBody end: message.Fields(end.Trailers); break;
            default: throw new SerializationException($"{obj.GetType()} is no message of AkkaH2.");
        }

        return message.Length <= _settings.Value.LargestMessage
            ? message.ToArray()
            : throw new SerializationException($"{(obj is Request ? obj : obj.GetType().Name)} cannot be sent to another node: it has {message.Length} octets, and may have {_settings.Value.LargestMessage}.");
    }

    private void Write(in MessageWriter message, Request request)
    {
        RequestFormat.Write(message, request, BodyOf(request));
        if (request.ReportTo is { } reportTo)
            message.Text(Serialization.SerializedActorPath(reportTo));
    }

    private Request ReadRequest(ref MessageReader message)
    {
        var request = RequestFormat.Read(ref message, ActorAt, system);
        if (!message.IsAtEnd)
            ActorAt(message.Text()).Tell(new RequestArrived(system.Provider.DefaultAddress), ActorRefs.NoSender);
        return request;
    }

    private TravellingBody BodyOf(Request request) => request.Content switch
    {
        RequestContent.Octets octets when octets.Memory.Length <= _settings.Value.StrictBody =>
            new TravellingBody.Strict(new ReadOnlySequence<byte>(octets.Memory), request.SentTrailers),
        RequestContent.Octets octets => ByReference(request, RemoteSources.Of(ResponseBody.From(octets.Memory))),
        RequestContent.Written => throw new SerializationException($"{request} cannot be sent to another node: its body is yet to be written."),
        _ when request.Body.IsEmpty => TravellingBody.Strict.Empty,
        _ when !request.IsPortable && request.Exchange is not null => throw new SerializationException(
            $"{request} cannot be sent to another node, because its body is one stream. {nameof(Request)}.{nameof(Request.AsPortable)} hands the body over with it."),
        _ when request.Body.TryPeekWhole(_settings.Value.StrictBody, out var whole) => new TravellingBody.Strict(whole, request.Body.Trailers),
        _ => ByReference(request, RemoteSources.Of(request.Body)),
    };

    private TravellingBody.ByReference ByReference(Request request, HostedBody body) => new(request.Host(() => BodyHost.Start(system, body, _settings.Value)));

    private void Write(in MessageWriter message, Response response)
    {
        if (response.Body.Length is not { } length || length > _settings.Value.StrictBody)
        {
            ResponseFormat.Write(message, response, new TravellingBody.ByReference(BodyHost.Start(system, RemoteSources.Of(response.Body), _settings.Value)));
            return;
        }

        ResponseFormat.Write(message, response, new TravellingBody.Strict(new ReadOnlySequence<byte>(response.Body.Octets), Headers.Empty));
        response.Body.Abandon(); // it was copied
    }

    private static Address AddressOf(string text) =>
        ActorPath.TryParse($"{text}/", out var path) ? path.Address : throw new SerializationException($"'{text}' is no address of a node.");

    private IActorRef ActorAt(string path) =>
        ActorPath.TryParse(path, out _) ? system.Provider.ResolveActorRef(path) : throw new SerializationException($"'{path}' is no path of an actor.");
}
