using System.Linq.Expressions;
using System.Reflection;

namespace Akka.Util.Reflection;

public static class ExpressionExtensions
{
    /// <summary>The values of a constructor call's arguments, evaluated now.</summary>
    public static object[] GetArguments(this NewExpression newExpression) => newExpression.Arguments.Select(Evaluate).ToArray();

    private static object Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value!,
        MemberExpression { Member: FieldInfo field } member => field.GetValue(member.Expression is null ? null : Evaluate(member.Expression))!,
        MemberExpression { Member: PropertyInfo property } member => property.GetValue(member.Expression is null ? null : Evaluate(member.Expression))!,
        UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert when convert.Type.IsAssignableFrom(convert.Operand.Type) => Evaluate(convert.Operand),
        _ => Expression.Lambda<Func<object>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)(),
    };
}
