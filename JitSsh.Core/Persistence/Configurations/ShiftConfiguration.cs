using JitSsh.Core.People;
using JitSsh.Core.Shifts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitSsh.Core.Persistence.Configurations;

internal sealed class ShiftConfiguration : IEntityTypeConfiguration<Shift>
{
    public void Configure(EntityTypeBuilder<Shift> builder)
    {
        builder.ToTable("Shifts");
        builder.HasIndex(s => s.Name).IsUnique();
        builder.HasIndex(s => s.NextReadAt);
        builder.Property(s => s.Rotation).HasConversion<Conventions.JsonConverter<Rotation?>, Conventions.JsonComparer<Rotation?>>();
        builder.Property(s => s.Hours).HasConversion<Conventions.JsonConverter<IReadOnlyList<WeekHours>>, Conventions.JsonComparer<IReadOnlyList<WeekHours>>>();
    }
}

internal sealed class ShiftOverrideConfiguration : IEntityTypeConfiguration<ShiftOverride>
{
    public void Configure(EntityTypeBuilder<ShiftOverride> builder)
    {
        builder.ToTable("ShiftOverrides");
        builder.HasIndex(o => new { o.ShiftId, o.To });
        builder.HasOne<Shift>().WithMany().HasForeignKey(o => o.ShiftId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Person>().WithMany().HasForeignKey(o => o.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ShiftEventConfiguration : IEntityTypeConfiguration<ShiftEvent>
{
    public void Configure(EntityTypeBuilder<ShiftEvent> builder)
    {
        builder.ToTable("ShiftEvents");
        builder.HasKey(e => new { e.ShiftId, e.Number });
        builder.HasIndex(e => new { e.ShiftId, e.To });
        builder.HasOne<Shift>().WithMany().HasForeignKey(e => e.ShiftId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Person>().WithMany().HasForeignKey(e => e.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
