using System.Reflection;
using System.Reflection.Emit;

namespace AkkaH2.Tests.Wire;

/// <summary>What a type's methods call, read from their instructions.</summary>
internal static class CalledMembers
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IEnumerable<MemberInfo> Of(Type type) =>
        type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)).SelectMany(Of).Distinct();

    private static IEnumerable<MemberInfo> Of(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;

        for (var i = 0; i < code.Length;)
        {
            var op = Read(code, ref i);
            if (op.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok or OperandType.InlineType)
            {
                if (Resolve(method, BitConverter.ToInt32(code, i)) is { } member) yield return member;
            }

            i += OperandSize(op, code, i);
        }
    }

    private static OpCode Read(byte[] code, ref int i)
    {
        var first = code[i++];
        return OpCodesByValue[first == 0xfe ? (short)((first << 8) | code[i++]) : first];
    }

    private static MemberInfo? Resolve(MethodBase method, int token) => method.Module.ResolveMember(
        token,
        method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null,
        method.IsGenericMethod ? method.GetGenericArguments() : null);

    private static int OperandSize(OpCode op, byte[] code, int i) => op.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, i)),
        _ => 4,
    };
}
