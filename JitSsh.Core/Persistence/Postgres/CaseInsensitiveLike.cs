using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JitSsh.Core.Persistence.Postgres;

/// <summary>What people search for is found in any case, as SQLite's LIKE does it. PostgreSQL's heeds the case; its ILIKE does not.</summary>
internal sealed class CaseInsensitiveLike : IQueryExpressionInterceptor
{
    /// <summary>The only one: EF keeps what it has worked out for each instance.</summary>
    public static CaseInsensitiveLike Instance { get; } = new();

    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData) => new Replacing().Visit(queryExpression);

    private sealed class Replacing : ExpressionVisitor
    {
        private static readonly MethodInfo Like = typeof(DbFunctionsExtensions).GetMethod(nameof(DbFunctionsExtensions.Like), [typeof(DbFunctions), typeof(string), typeof(string), typeof(string)])!;

        private static readonly MethodInfo ILike = typeof(NpgsqlDbFunctionsExtensions).GetMethod(nameof(NpgsqlDbFunctionsExtensions.ILike), [typeof(DbFunctions), typeof(string), typeof(string), typeof(string)])!;

        protected override Expression VisitMethodCall(MethodCallExpression node) =>
            node.Method == Like ? Expression.Call(ILike, node.Arguments.Select(a => Visit(a)!)) : base.VisitMethodCall(node);
    }
}
