using JitSsh.Core.Activity;
using JitSsh.Core.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitSsh.Core.Persistence.Configurations;

internal sealed class SavedReportConfiguration : IEntityTypeConfiguration<SavedReport>
{
    public void Configure(EntityTypeBuilder<SavedReport> builder)
    {
        builder.ToTable("SavedReports");
        builder.HasIndex(r => new { r.OwnerId, r.Name }).IsUnique();
        builder.HasIndex(r => r.DueAt).HasFilter("\"DueAt\" IS NOT NULL");
        builder.Property(r => r.Schedule).HasConversion<Conventions.JsonConverter<ReportSchedule>, Conventions.JsonComparer<ReportSchedule>>();
        builder.HasOne<Person>().WithMany().HasForeignKey(r => r.OwnerId).OnDelete(DeleteBehavior.Cascade);
    }
}
