using System.Threading.Channels;
using Akka.Streams.Stage;

namespace Akka.Streams.Stages;

/// <summary>What a channel's reader reads, one element for each demand.</summary>
internal sealed class ChannelReaderSource<T>(ChannelReader<T> reader) : SourceStage<T>("channelReaderSource")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new ReaderLogic<T>(Shape, reader, null);
}

/// <summary>A channel of its own for each materialization; its writer is the materialized value.</summary>
internal sealed class ChannelSource<T>(int size, bool singleWriter, BoundedChannelFullMode fullMode) : SourceStage<T, ChannelWriter<T>>("channelSource")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var channel = Channel.CreateBounded<T>(new BoundedChannelOptions(size) { SingleReader = true, SingleWriter = singleWriter, FullMode = fullMode });
        materialized = channel.Writer;
        return new ReaderLogic<T>(Shape, channel.Reader, channel.Writer);
    }
}

/// <summary>With a writer of its own it closes that when nobody reads any more.</summary>
internal sealed class ReaderLogic<T> : OutGraphStageLogic
{
    private readonly Outlet<T> _out;
    private readonly ChannelReader<T> _reader;
    private readonly ChannelWriter<T>? _owned;
    private readonly Action _waited;
    private Task<bool>? _waiting;

    public ReaderLogic(SourceShape<T> shape, ChannelReader<T> reader, ChannelWriter<T>? owned)
        : base(0, 1)
    {
        _out = shape.Outlet;
        _reader = reader;
        _owned = owned;
        _waited = GetAsyncCallback(OnWaited);
        SetHandler(_out, this);
    }

    public override void PreStart()
    {
        if (_reader.Completion.IsCompleted) OnCompleted();
        else _reader.Completion.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(GetAsyncCallback(OnCompleted));
    }

    public override void OnPull()
    {
        if (_reader.TryRead(out var element))
        {
            Push(_out, element);
            return;
        }

        _waiting = _reader.WaitToReadAsync().AsTask();
        _waiting.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_waited);
    }

    public override void PostStop() => _owned?.TryComplete();

    private void OnWaited()
    {
        if (!_waiting!.IsCompletedSuccessfully) FailStage(_waiting.Failure());
        else if (!_waiting.Result) CompleteStage();
        else if (IsAvailable(_out)) OnPull();
    }

    private void OnCompleted()
    {
        if (_reader.Completion.IsCompletedSuccessfully) CompleteStage();
        else FailStage(_reader.Completion.Failure());
    }
}

/// <summary>Writes into a channel, and waits where it is full.</summary>
internal sealed class ChannelWriterSink<T>(ChannelWriter<T> writer, bool isOwner) : SinkStage<T>("channelWriterSink")
{
    protected override GraphStageLogic CreateLogic(Attributes attributes) => new WriterLogic<T>(Shape, writer, isOwner);
}

/// <summary>A channel of its own for each materialization; its reader is the materialized value.</summary>
internal sealed class ChannelReaderSink<T>(int size, bool singleReader, BoundedChannelFullMode fullMode) : SinkStage<T, ChannelReader<T>>("channelReaderSink")
{
    internal override GraphStageLogic CreateLogic(Attributes attributes, out object? materialized)
    {
        var channel = Channel.CreateBounded<T>(new BoundedChannelOptions(size) { SingleWriter = true, SingleReader = singleReader, FullMode = fullMode });
        materialized = channel.Reader;
        return new WriterLogic<T>(Shape, channel.Writer, isOwner: true);
    }
}

internal sealed class WriterLogic<T> : InGraphStageLogic
{
    private readonly Inlet<T> _in;
    private readonly ChannelWriter<T> _writer;
    private readonly bool _isOwner;
    private readonly Action _waited;
    private Task<bool>? _waiting;
    private T _held = default!;
    private bool _isHolding;

    public WriterLogic(SinkShape<T> shape, ChannelWriter<T> writer, bool isOwner)
        : base(1, 0)
    {
        _in = shape.Inlet;
        _writer = writer;
        _isOwner = isOwner;
        _waited = GetAsyncCallback(OnWaited);
        SetHandler(_in, this);
    }

    public override void PreStart() => Pull(_in);

    public override void OnPush() => Write(Grab(_in));

    public override void OnUpstreamFinish()
    {
        if (_isHolding) SetKeepGoing(true);
        else End(null);
    }

    public override void OnUpstreamFailure(Exception e) => End(e);

    public override void PostStop()
    {
        if (_isOwner) _writer.TryComplete(new AbruptStageTerminationException(this));
    }

    private void Write(T element)
    {
        if (_writer.TryWrite(element))
        {
            (_held, _isHolding) = (default!, false);
            if (IsClosed(_in)) End(null);
            else Pull(_in);
            return;
        }

        (_held, _isHolding) = (element, true);
        _waiting = _writer.WaitToWriteAsync().AsTask();
        _waiting.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_waited);
    }

    private void OnWaited()
    {
        if (!_waiting!.IsCompletedSuccessfully) FailStage(_waiting.Failure());
        else if (_waiting.Result) Write(_held);
        else CompleteStage();
    }

    private void End(Exception? failure)
    {
        if (_isOwner) _writer.TryComplete(failure);
        if (failure is null) CompleteStage();
        else FailStage(failure);
    }
}
