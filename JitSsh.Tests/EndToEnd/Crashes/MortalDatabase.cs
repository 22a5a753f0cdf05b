using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JitSsh.Tests.EndToEnd.Crashes;

/// <summary>A process may die after each commit; once it is over, it opens no connection and commits nothing.</summary>
internal sealed class MortalCommits(ProcessLife life) : DbTransactionInterceptor
{
    public override InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
    {
        life.StillLives();
        return result;
    }

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        life.StillLives();
        return ValueTask.FromResult(result);
    }

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => life.Step("commits");

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        life.Step("commits");
        return Task.CompletedTask;
    }
}

/// <summary>See <see cref="MortalCommits"/>.</summary>
internal sealed class MortalConnections(ProcessLife life) : DbConnectionInterceptor
{
    public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        life.StillLives();
        return result;
    }

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        life.StillLives();
        return ValueTask.FromResult(result);
    }
}
