using JitSsh.Core.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitSsh.Core.Persistence.Configurations;

internal sealed class AuditEventConfiguration : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> builder)
    {
        builder.ToTable("AuditEvents");
        builder.HasKey(e => e.Sequence);
        builder.HasIndex(e => e.SubjectId);
        builder.Property(e => e.Changes).HasConversion<Conventions.JsonConverter<IReadOnlyList<AuditChange>>, Conventions.JsonComparer<IReadOnlyList<AuditChange>>>().HasDefaultValueSql("'[]'");
        builder.Property(e => e.Hash).HasDefaultValueSql("''");
    }
}

internal sealed class AuditHeadConfiguration : IEntityTypeConfiguration<AuditHead>
{
    public void Configure(EntityTypeBuilder<AuditHead> builder)
    {
        builder.ToTable("AuditHeads");
        builder.Property(h => h.Id).ValueGeneratedNever();
    }
}
