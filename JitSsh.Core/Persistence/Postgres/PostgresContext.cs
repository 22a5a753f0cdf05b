using JitSsh.Core.Audit;
using JitSsh.Core.Persistence.Configurations;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using LeftBehind = JitSsh.Core.Grants.Residue;

namespace JitSsh.Core.Persistence.Postgres;

/// <summary>The same model in PostgreSQL; a type of its own because migrations belong to a type.</summary>
internal sealed class PostgresContext(DbContextOptions<PostgresContext> options) : JitSshContext(options)
{
    internal DbSet<DataKey> DataKeys => Set<DataKey>();

    internal override Dialect Dialect => PostgresDialect.Instance;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<DataKey>().ToTable("DataKeys");
        foreach (var property in builder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()).Where(IsText))
        {
            // By code points, as .NET's ordinal comparisons and SQLite have it, whatever the cluster's language is.
            property.SetCollation("C");
        }

        // PostgreSQL keeps no computed column that is not stored, and takes no more than 2704 bytes into an index: tags and paths may be longer.
        builder.Entity<Server>(server =>
        {
            foreach (var name in new[] { ServerListing.Health, ServerListing.SearchText })
            {
                server.Metadata.FindProperty(name)!.SetIsStored(true);
            }

            Replace(server.Metadata, i => i.Properties.Any(p => p.Name == ServerListing.SearchText));
            server.HasIndex(nameof(Server.Name), nameof(Server.Id), nameof(Server.IntegrationId), ServerListing.Health);
        });
        builder.Entity<LeftBehind>(residue =>
        {
            Replace(residue.Metadata, i => i.Properties.Any(p => p.Name == nameof(LeftBehind.Text)));
            residue.Property<string>("TextHash").HasComputedColumnSql("md5(\"Text\")", stored: true).UseCollation("C");
            residue.HasIndex(nameof(LeftBehind.ServerId), nameof(LeftBehind.Account), nameof(LeftBehind.Kind), "TextHash").IsUnique().HasFilter("\"GoneAt\" IS NULL");
        });
        // To the last digit, since the audit log's hashes are taken over it, and a log that was moved here may have digits that PostgreSQL does not keep of a moment.
        builder.Entity<AuditEvent>().Property(e => e.At).HasConversion(at => at.UtcTicks, ticks => new(ticks, TimeSpan.Zero));
        builder.Entity<AccessRequest>().Metadata.GetIndexes().Single(i => i.Name == "IX_Requests_OpenReviews").SetFilter("\"IsBreakGlass\" AND \"ReviewedAt\" IS NULL");
    }

    private static void Replace(IMutableEntityType entity, Func<IMutableIndex, bool> which)
    {
        foreach (var index in entity.GetIndexes().Where(which).ToList())
        {
            entity.RemoveIndex(index);
        }
    }

    private static bool IsText(IMutableProperty property) =>
        (property.GetProviderClrType() ?? property.GetValueConverter()?.ProviderClrType ?? (property.ClrType.IsEnum ? typeof(string) : property.ClrType)) == typeof(string);
}
