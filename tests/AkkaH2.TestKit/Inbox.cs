namespace AkkaH2.TestKit;

/// <summary>The verdict of an expectation on the next frame in the inbox.</summary>
internal enum Verdict
{
    /// <summary>This is it.</summary>
    Take,

    /// <summary>It is for another expectation.</summary>
    Leave,

    /// <summary>It must not be here.</summary>
    Refuse,
}

/// <summary>Frames that came and that no expectation has taken yet.</summary>
internal sealed class Inbox
{
    private readonly Lock _lock = new();
    private readonly List<ReceivedFrame> _frames = [];
    private TaskCompletionSource _changed = New();

    /// <summary>Why nothing more comes; null while the connection is open.</summary>
    public string? End { get; private set; }

    /// <summary>The other side broke a rule that holds in every test.</summary>
    public string? Violation { get; private set; }

    public void Post(ReceivedFrame frame) => Change(() => _frames.Add(frame));

    public void Close(string end) => Change(() => End ??= end);

    public void Violate(string violation) => Change(() => Violation ??= violation);

    /// <summary>The first frame to take, waiting for it; throws with the reason.</summary>
    public async Task<ReceivedFrame> Take(Func<ReceivedFrame, Verdict> verdictOn, CancellationToken deadline)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (Violation is not null) throw new TestPeerException(Violation);
                if (TryTake(verdictOn) is { } taken) return taken;
                if (End is not null) throw new TestPeerException($"the connection ended: {End}");
                changed = _changed.Task;
            }

            await changed.WaitAsync(deadline);
        }
    }

    public async Task WaitForEnd(CancellationToken deadline)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (Violation is not null) throw new TestPeerException(Violation);
                if (End is not null) return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(deadline);
        }
    }

    private ReceivedFrame? TryTake(Func<ReceivedFrame, Verdict> verdictOn)
    {
        for (var i = 0; i < _frames.Count; i++)
        {
            var frame = _frames[i];
            var verdict = verdictOn(frame);
            if (verdict == Verdict.Leave) continue;

            _frames.RemoveAt(i);
            return verdict == Verdict.Take ? frame : throw new TestPeerException($"but {frame.Frame} came");
        }

        return null;
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            change();
            (changed, _changed) = (_changed, New());
        }

        changed.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
