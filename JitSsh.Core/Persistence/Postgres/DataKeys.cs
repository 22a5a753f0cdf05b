using System.Xml.Linq;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence.Postgres;

/// <summary>One key of the data protection, encrypted, as it writes it.</summary>
internal sealed class DataKey
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Name { get; init; }

    public required string Xml { get; init; }
}

/// <summary>The keys for cookies and secrets in the database, where every portal finds them.</summary>
internal sealed class DataKeys(IDbContextFactory<PostgresContext> contexts, TimeProvider clock) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var context = contexts.CreateDbContext();
        return [.. context.DataKeys.AsNoTracking().OrderBy(k => k.At).Select(k => k.Xml).AsEnumerable().Select(x => XElement.Parse(x))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var context = contexts.CreateDbContext();
        context.DataKeys.Add(new() { Id = Guid.CreateVersion7(), At = MicrosecondClock.Whole(clock.GetUtcNow()), Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        context.SaveChanges();
    }
}
