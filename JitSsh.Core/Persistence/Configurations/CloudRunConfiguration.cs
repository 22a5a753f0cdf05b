using JitSsh.Core.CloudRuns;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitSsh.Core.Persistence.Configurations;

internal sealed class CloudRunConfiguration : IEntityTypeConfiguration<CloudRun>
{
    public void Configure(EntityTypeBuilder<CloudRun> builder)
    {
        builder.ToTable("CloudRuns");
        builder.Ignore(r => r.IsOpen);
        builder.Property(r => r.Findings).HasConversion<Conventions.JsonConverter<IReadOnlyList<CloudFinding>>, Conventions.JsonComparer<IReadOnlyList<CloudFinding>>>();

        // However often it is asked for, a server is at one thing of a kind.
        builder.HasIndex(r => new { r.ServerId, r.Kind }).IsUnique().HasFilter("\"State\" IN ('Waiting', 'Running')");
        builder.HasIndex(r => new { r.ServerId, r.Kind, r.AskedAt });
        builder.HasIndex(r => new { r.State, r.AskedAt });
        builder.HasIndex(r => r.IntegrationId);
        builder.HasIndex(r => r.RequestId);
        builder.HasOne<Server>().WithMany().HasForeignKey(r => r.ServerId).OnDelete(DeleteBehavior.Cascade);
    }
}
