using JitSsh.Core.Certificates;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitSsh.Core.Persistence.Configurations;

internal sealed class GrantConfiguration : IEntityTypeConfiguration<Grant>
{
    public void Configure(EntityTypeBuilder<Grant> builder)
    {
        builder.ToTable("Grants");
        builder.Ignore(g => g.IsOpen);
        builder.HasIndex(g => new { g.RequestId, g.ServerId }).IsUnique();
        builder.HasIndex(g => new { g.ServerId, g.State });
        builder.HasIndex(g => new { g.PersonId, g.State });
        builder.HasIndex(g => new { g.State, g.RequestId });

        // Ends that no server confirmed: few, and each is to be looked at.
        builder.HasIndex(g => g.RequestId, "IX_Grants_NotUndone").HasFilter("\"State\" = 'Ended' AND \"LastError\" IS NOT NULL");

        // Who has access now, in the order in which it is shown; AccessNowQuery asks in these words. Not by the state, of which SQLite would rather take the index above and sort.
        builder.HasIndex(g => new { g.ServerName, g.Account, g.Id }, "IX_Grants_AccessNow").HasFilter("\"EndedAt\" IS NULL AND \"ActiveAt\" IS NOT NULL");
        builder.HasOne<AccessRequest>().WithMany().HasForeignKey(g => g.RequestId);
    }
}

internal sealed class AuthorityConfiguration : IEntityTypeConfiguration<AuthorityRow>
{
    public void Configure(EntityTypeBuilder<AuthorityRow> builder)
    {
        builder.ToTable("Authorities");
        builder.Property(a => a.Id).ValueGeneratedNever();
    }
}

internal sealed class CertificateConfiguration : IEntityTypeConfiguration<CertificateRow>
{
    public void Configure(EntityTypeBuilder<CertificateRow> builder)
    {
        builder.ToTable("Certificates");
        builder.HasKey(c => c.Serial);
        builder.HasIndex(c => c.RequestId);
        builder.HasIndex(c => c.PersonId);
    }
}
