using JitSsh.Core.AccessFlows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitSsh.Core.Persistence.Configurations;

internal sealed class BundleConfiguration : IEntityTypeConfiguration<Bundle>
{
    public void Configure(EntityTypeBuilder<Bundle> builder)
    {
        builder.ToTable("Bundles");
        builder.Property(b => b.Targets).HasConversion<Conventions.JsonConverter<TargetRule>, Conventions.JsonComparer<TargetRule>>();
        builder.Property(b => b.Version).IsConcurrencyToken();
        builder.HasIndex(b => b.Name).IsUnique();
    }
}

internal sealed class FlowAssertionConfiguration : IEntityTypeConfiguration<FlowAssertion>
{
    public void Configure(EntityTypeBuilder<FlowAssertion> builder)
    {
        builder.ToTable("FlowAssertions");
        builder.Property(a => a.People).HasConversion<Conventions.JsonConverter<PeopleRule>, Conventions.JsonComparer<PeopleRule>>();
        builder.Property(a => a.Targets).HasConversion<Conventions.JsonConverter<TargetRule>, Conventions.JsonComparer<TargetRule>>();
        builder.Property(a => a.Hours).HasConversion<Conventions.JsonConverter<AccessHours>, Conventions.JsonComparer<AccessHours>>();
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.HasIndex(a => a.Name).IsUnique();
    }
}
