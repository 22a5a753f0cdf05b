using JitSsh.Core.AccessFlows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitSsh.Core.Persistence.Configurations;

internal sealed class AccessFlowConfiguration : IEntityTypeConfiguration<AccessFlow>
{
    public void Configure(EntityTypeBuilder<AccessFlow> builder)
    {
        builder.ToTable("AccessFlows");
        builder.Property(f => f.Rule).HasConversion<Conventions.JsonConverter<FlowRule>, Conventions.JsonComparer<FlowRule>>();
        builder.Property(f => f.Version).IsConcurrencyToken();
        builder.HasIndex(f => f.Name).IsUnique();
        builder.HasIndex(f => new { f.IsActive, f.Name });
        builder.HasIndex(f => new { f.Id, f.Version });
    }
}

internal sealed class FlowLabelConfiguration : IEntityTypeConfiguration<FlowLabel>
{
    public void Configure(EntityTypeBuilder<FlowLabel> builder)
    {
        builder.ToTable("FlowLabels");
        builder.HasKey(l => new { l.Label, l.FlowId });
        builder.HasOne<AccessFlow>().WithMany().HasForeignKey(l => l.FlowId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AccessFlowVersionConfiguration : IEntityTypeConfiguration<AccessFlowVersion>
{
    public void Configure(EntityTypeBuilder<AccessFlowVersion> builder)
    {
        builder.ToTable("AccessFlowVersions");
        builder.HasKey(v => new { v.FlowId, v.Version });
        builder.Property(v => v.Rule).HasConversion<Conventions.JsonConverter<FlowRule>, Conventions.JsonComparer<FlowRule>>();
    }
}
