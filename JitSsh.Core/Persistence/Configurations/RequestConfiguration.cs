using JitSsh.Core.People;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitSsh.Core.Persistence.Configurations;

internal sealed class RequestConfiguration : IEntityTypeConfiguration<AccessRequest>
{
    public void Configure(EntityTypeBuilder<AccessRequest> builder)
    {
        builder.ToTable("Requests");
        builder.HasIndex(r => new { r.RequesterId, r.CreatedAt });
        builder.HasIndex(r => r.CreatedAt);
        builder.HasIndex(r => new { r.State, r.LapsesAt });
        builder.HasIndex(r => new { r.FlowId, r.State });
        builder.HasIndex(r => new { r.FlowId, r.CreatedAt });
        builder.HasIndex(r => new { r.State, r.CreatedAt });
        builder.HasOne<Person>().WithMany().HasForeignKey(r => r.RequesterId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RequestedServerConfiguration : IEntityTypeConfiguration<RequestedServer>
{
    public void Configure(EntityTypeBuilder<RequestedServer> builder)
    {
        builder.ToTable("RequestedServers");
        builder.HasKey(s => new { s.RequestId, s.ServerId });
        builder.HasIndex(s => s.ServerId);
        builder.HasIndex(s => s.ServerName);
        builder.HasOne<AccessRequest>().WithMany().HasForeignKey(s => s.RequestId);
    }
}

internal sealed class DecisionConfiguration : IEntityTypeConfiguration<Decision>
{
    public void Configure(EntityTypeBuilder<Decision> builder)
    {
        builder.ToTable("Decisions");
        // One step, so one decision: two approvers at once give one row.
        builder.HasKey(d => d.RequestId);
        builder.HasOne<AccessRequest>().WithMany().HasForeignKey(d => d.RequestId);
    }
}
