using System.Collections.Frozen;
using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>A number and its unit. Null is text that is none.</summary>
internal static class Quantity
{
    private static readonly FrozenDictionary<string, double> _ticks = Units(
        (1e-2, "ns nano nanos nanosecond nanoseconds"),
        (TimeSpan.TicksPerMicrosecond, "us micro micros microsecond microseconds"),
        (TimeSpan.TicksPerMillisecond, "ms milli millis millisecond milliseconds"),
        (TimeSpan.TicksPerSecond, "s second seconds"),
        (TimeSpan.TicksPerMinute, "m minute minutes"),
        (TimeSpan.TicksPerHour, "h hour hours"),
        (TimeSpan.TicksPerDay, "d day days"));

    private static readonly FrozenDictionary<string, double> _bytes = Units(
        (1, "b B byte bytes"),
        (1e3, "kB KB kilobyte kilobytes"), (1024, "k K Ki KiB kibibyte kibibytes"),
        (1e6, "MB megabyte megabytes"), (1L << 20, "m M Mi MiB mebibyte mebibytes"),
        (1e9, "GB gigabyte gigabytes"), (1L << 30, "g G Gi GiB gibibyte gibibytes"),
        (1e12, "TB terabyte terabytes"), (1L << 40, "t T Ti TiB tebibyte tebibytes"),
        (1e15, "PB petabyte petabytes"), (1L << 50, "p P Pi PiB pebibyte pebibytes"),
        (1e18, "EB exabyte exabytes"), (1L << 60, "e E Ei EiB exbibyte exbibytes"));

    /// <summary>Without a unit: milliseconds.</summary>
    public static TimeSpan? Duration(string? text) =>
        Read(text, _ticks, TimeSpan.TicksPerMillisecond) is { } ticks && ticks <= TimeSpan.MaxValue.Ticks ? new TimeSpan((long)Math.Round(ticks)) : null;

    /// <summary>Without a unit: octets.</summary>
    public static long? Bytes(string? text) => Read(text, _bytes, 1) is { } bytes and < long.MaxValue ? (long)bytes : null;

    private static double? Read(string? text, FrozenDictionary<string, double> units, double withoutUnit)
    {
        if (text is null) return null;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end && end >= 0 && text[end] == '.'
            ? text.AsSpan(end + 1).IndexOfAnyExceptInRange('0', '9') is var more && more >= 0 ? end + 1 + more : text.Length
            : end < 0 ? text.Length : end;

        if (!double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
        var unit = text[digits..].Trim();
        if (unit.Length == 0) return number * withoutUnit;
        return units.TryGetValue(unit, out var factor) ? number * factor : null;
    }

    private static FrozenDictionary<string, double> Units(params (double Factor, string Names)[] units) => units
        .SelectMany(unit => unit.Names.Split(' ').Select(name => (name, unit.Factor)))
        .ToFrozenDictionary(unit => unit.name, unit => unit.Factor);
}
