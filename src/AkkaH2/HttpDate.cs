using System.Globalization;

namespace AkkaH2;

/// <summary>The value of the date field (RFC 9110 §6.6.1), rendered once a second and shared.</summary>
internal static class HttpDate
{
    private static Rendered _last = new(0, "");

    public static string Now
    {
        get
        {
            var second = Environment.TickCount64 / 1000;
            var last = Volatile.Read(ref _last);
            if (last.Second == second && last.Text.Length > 0)
                return last.Text;

            last = new Rendered(second, DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture));
            Volatile.Write(ref _last, last);
            return last.Text;
        }
    }

    private sealed record Rendered(long Second, string Text);
}
