namespace AkkaH2.Tests.PublicApi;

/// <summary>The lines in which two texts differ, each group with one common line before and behind it.</summary>
internal static class LineDiff
{
    /// <summary>Lines of <paramref name="before"/> alone begin with <c>-</c>, those of <paramref name="after"/> alone with <c>+</c>; empty if the texts are equal.</summary>
    public static string Between(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var all = Merge(before, after);
        var shown = new List<string>();
        var last = -1;
        for (var i = 0; i < all.Count; i++)
        {
            if (!IsNear(all, i))
                continue;
            if (i != last + 1 || shown.Count == 0)
                shown.Add($"@@ line {all[i].Number}");
            shown.Add($"{all[i].Mark}{all[i].Text}");
            last = i;
        }

        return string.Join('\n', shown);
    }

    private static bool IsNear(List<Line> all, int at) =>
        Enumerable.Range(at - 1, 3).Any(i => i >= 0 && i < all.Count && all[i].Mark != ' ');

    // All lines of both texts in order; those of a longest common subsequence stand once.
    private static List<Line> Merge(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var common = CommonLengths(before, after);
        var merged = new List<Line>();
        var (i, j) = (0, 0);
        while (i < before.Count || j < after.Count)
        {
            var isCommon = i < before.Count && j < after.Count && before[i] == after[j];
            var isGone = !isCommon && i < before.Count && (j == after.Count || common[i + 1, j] >= common[i, j + 1]);
            merged.Add(isCommon ? new Line(' ', before[i], i + 1) : isGone ? new Line('-', before[i], i + 1) : new Line('+', after[j], i + 1));
            i += isCommon || isGone ? 1 : 0;
            j += isGone ? 0 : 1;
        }

        return merged;
    }

    // How many lines are common to what is left of both from (i, j) on.
    private static int[,] CommonLengths(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var lengths = new int[before.Count + 1, after.Count + 1];
        for (var i = before.Count - 1; i >= 0; i--)
        {
            for (var j = after.Count - 1; j >= 0; j--)
                lengths[i, j] = before[i] == after[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
        }

        return lengths;
    }

    private readonly record struct Line(char Mark, string Text, int Number);
}
