using System.Runtime.CompilerServices;
using AkkaH2.TestKit.Poison;

namespace AkkaH2.Http1.Tests;

/// <summary>Every test of this assembly runs on buffers that are poisoned when they are returned.</summary>
internal static class PoisonedBuffers
{
    [ModuleInitializer]
    internal static void Install() => PoisonedPool.Install();
}
