namespace AkkaH2.Referee;

/// <summary>One space of indices over both tables (RFC 7541 §2.3.3): 1 to 61 are static, 62 is the newest field of the dynamic table.</summary>
internal static class IndexSpace
{
    public static Field FieldAt(int index, DynamicFields table)
    {
        if (index < 1 || index > StaticFields.All.Count + table.Fields.Count)
            throw new RuleBrokenException("RFC 7541 §2.3.3", ErrorNumber.CompressionError, $"index {index}, but the dynamic table has {table.Fields.Count} fields");

        return index <= StaticFields.All.Count ? StaticFields.All[index - 1] : table.Fields[index - StaticFields.All.Count - 1];
    }

    /// <summary>The lowest index of a field that fits; 0 if there is none.</summary>
    public static int Find(DynamicFields table, Func<Field, bool> fits) => StaticFields.All.Concat(table.Fields).ToList().FindIndex(field => fits(field)) + 1;
}
