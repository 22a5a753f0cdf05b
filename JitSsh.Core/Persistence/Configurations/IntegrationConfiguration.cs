using JitSsh.Core.Catalog;
using JitSsh.Core.Connectors;
using JitSsh.Core.Secrets.Local;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitSsh.Core.Persistence.Configurations;

internal sealed class IntegrationConfiguration : IEntityTypeConfiguration<Integration>
{
    public void Configure(EntityTypeBuilder<Integration> builder)
    {
        builder.ToTable("Integrations");
        builder.Property(i => i.Source).HasConversion<Conventions.JsonConverter<SourceSettings>, Conventions.JsonComparer<SourceSettings>>();
        builder.HasIndex(i => i.Name).IsUnique();
        builder.HasIndex(i => new { i.ConnectorId, i.NextSyncAt });
        builder.HasOne<Connector>().WithMany().HasForeignKey(i => i.ConnectorId);
    }
}

internal sealed class LocalSecretConfiguration : IEntityTypeConfiguration<LocalSecret>
{
    public void Configure(EntityTypeBuilder<LocalSecret> builder)
    {
        builder.ToTable("LocalSecrets");
        builder.HasKey(s => s.Name);
    }
}
