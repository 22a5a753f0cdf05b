using JitSsh.Core.Common;

namespace JitSsh.Core.Persistence;

/// <summary>What SQLite and PostgreSQL do differently, beyond what EF translates.</summary>
internal abstract class Dialect
{
    /// <summary>True when no other process uses the database: then what is leased at the start belongs to nobody any more.</summary>
    public abstract bool IsAlone { get; }

    /// <summary>SQL that keeps the audit log from being changed; run at each start, so it replaces itself.</summary>
    public abstract string AuditGuards { get; }

    /// <summary>Called once at the start, after the migrations.</summary>
    public abstract Task PrepareAsync(JitSshContext context, CancellationToken cancel);

    /// <summary>Waits until no other process brings this database up to date, and keeps the others waiting until what it returns is disposed of; null where there can be no other.</summary>
    public abstract Task<IAsyncDisposable?> KeepOthersOutAsync(JitSshContext context, CancellationToken cancel);

    /// <summary>Asks the database something, and what time it is there; null where its clock is this machine's.</summary>
    public abstract Task<DateTimeOffset?> NowAsync(JitSshContext context, CancellationToken cancel);

    /// <summary>Called first in each writing transaction: from here to its end nobody else writes, so what is read in it still holds at the commit.</summary>
    /// <param name="context">The transaction's context.</param>
    /// <param name="isAlone">False for one that only takes leases, of rows that it locks itself; then others may write meanwhile.</param>
    /// <param name="cancel">Stops it.</param>
    public abstract Task BeginWritingAsync(JitSshContext context, bool isAlone, CancellationToken cancel);

    /// <summary>True when this was not refused by the database but never reached it: the server was started anew, or the network broke. Other kept connections, which are dead as well, are given up.</summary>
    public abstract bool IsConnectionLost(JitSshContext context, Exception exception);

    /// <summary>Called last in each writing transaction: with its commit, and not without it, other processes hear what changed.</summary>
    /// <param name="context">The transaction's context.</param>
    /// <param name="from">This process, which tells itself.</param>
    /// <param name="changes">What changed.</param>
    /// <param name="cancel">Stops it.</param>
    public abstract Task TellOthersAsync(JitSshContext context, Guid from, IReadOnlyCollection<Change> changes, CancellationToken cancel);

    /// <summary>SQL, at the end of a SELECT: locks its rows, and passes over those that somebody else has locked, so that several who lease at once get different ones. Empty where there is one writer.</summary>
    /// <param name="table">The table's name in the query.</param>
    public abstract string SkipLocked(string table);

    /// <summary>SQL: the UTC day of a moment as text, <c>2026-03-02</c>.</summary>
    /// <param name="moment">A column.</param>
    public abstract string DayOf(string moment);

    /// <summary>SQL: the seconds from one moment to another, as a floating point number.</summary>
    /// <param name="from">A column.</param>
    /// <param name="to">A column.</param>
    public abstract string SecondsBetween(string from, string to);
}
