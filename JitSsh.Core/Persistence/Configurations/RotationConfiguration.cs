using JitSsh.Core.Catalog;
using JitSsh.Core.Rotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitSsh.Core.Persistence.Configurations;

internal sealed class KeyRotationConfiguration : IEntityTypeConfiguration<KeyRotation>
{
    public void Configure(EntityTypeBuilder<KeyRotation> builder)
    {
        builder.ToTable("KeyRotations");
        builder.Ignore(r => r.IsOpen);
        builder.HasIndex(r => r.IntegrationId).IsUnique().HasFilter("\"State\" NOT IN ('Done', 'Cancelled')").HasDatabaseName("IX_KeyRotations_Open");
        builder.HasOne<Integration>().WithMany().HasForeignKey(r => r.IntegrationId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RotatedServerConfiguration : IEntityTypeConfiguration<RotatedServer>
{
    public void Configure(EntityTypeBuilder<RotatedServer> builder)
    {
        builder.ToTable("RotatedServers");
        builder.HasKey(s => new { s.RotationId, s.ServerId });
        builder.HasOne<KeyRotation>().WithMany().HasForeignKey(s => s.RotationId).OnDelete(DeleteBehavior.Cascade);
    }
}
