using System.Globalization;

namespace AkkaH2.Showcase.Routes;

/// <summary>A whole number in the path, from 0 up.</summary>
internal static class Number
{
    /// <summary>False where there is none: then 400 is answered already.</summary>
    public static bool TryRead(Exchange x, string name, out long number, long atMost = long.MaxValue)
    {
        if (long.TryParse(x.Route[name], NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= atMost)
            return true;
        x.Respond($"'{x.Route[name]}' is not a whole number from 0 to {atMost}\n", status: 400);
        return false;
    }
}
