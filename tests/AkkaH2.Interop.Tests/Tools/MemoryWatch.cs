namespace AkkaH2.Interop.Tests.Tools;

/// <summary>How far the server's resident memory has risen above what it was when the watch began.</summary>
internal sealed class MemoryWatch(ServerProcess server)
{
    private const int LooksBetweenMeasurements = 64;

    private long _start;
    private long _highest;
    private int _looks;

    public long Growth => _highest - _start;

    public void Begin() => _start = _highest = server.WorkingSet;

    /// <summary>To be called often: measures now and then, because each measurement reads a file.</summary>
    public void Look()
    {
        if (_looks++ % LooksBetweenMeasurements == 0)
            _highest = Math.Max(_highest, server.WorkingSet);
    }
}
