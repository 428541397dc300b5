using System.Linq.Expressions;
using System.Reflection;

namespace Akka.Util.Reflection;

public static class ExpressionExtensions
{
    /// <summary>The values of a constructor call's arguments, evaluated now.</summary>
    public static object[] GetArguments(this NewExpression newExpression) => newExpression.Arguments.Select(Evaluate).ToArray();

    private static object? OwnerOf(MemberExpression member) => member.Expression is null ? null : Evaluate(member.Expression);

    private static object Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value!,
        MemberExpression { Member: FieldInfo field } member => field.GetValue(OwnerOf(member))!,
        MemberExpression { Member: PropertyInfo property } member => property.GetValue(OwnerOf(member))!,
        UnaryExpression { NodeType: ExpressionType.Convert, Method: null } cast when cast.Type.IsAssignableFrom(cast.Operand.Type) =>
            Evaluate(cast.Operand),
        _ => Expression.Lambda<Func<object>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)(),
    };
}
