using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitSsh.Core.Persistence.Configurations;

internal sealed class ReceiptConfiguration : IEntityTypeConfiguration<Receipt>
{
    public void Configure(EntityTypeBuilder<Receipt> builder)
    {
        builder.ToTable("Receipts");

        // No foreign key to the server: receipts stay with the requests when an integration is deleted. Sent again until it was seen: storing it twice is once.
        builder.HasKey(r => new { r.ServerId, r.Number });
        builder.HasIndex(r => new { r.ServerId, r.HasDrift, r.At });
        builder.Property(r => r.Number).ValueGeneratedNever();
        builder.Property(r => r.Content).HasConversion<Conventions.JsonConverter<ServerReceipt>, Conventions.JsonComparer<ServerReceipt>>();
    }
}

internal sealed class ReceiptGrantConfiguration : IEntityTypeConfiguration<ReceiptGrant>
{
    public void Configure(EntityTypeBuilder<ReceiptGrant> builder)
    {
        builder.ToTable("ReceiptGrants");
        builder.HasKey(r => new { r.GrantId, r.ServerId, r.Number });
        builder.HasOne<Receipt>().WithMany().HasForeignKey(r => new { r.ServerId, r.Number }).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ResidueConfiguration : IEntityTypeConfiguration<Residue>
{
    public void Configure(EntityTypeBuilder<Residue> builder)
    {
        builder.ToTable("Residue");
        builder.Ignore(r => r.IsOpen);

        // What is there is one item, however often the server tells of it.
        builder.HasIndex(r => new { r.ServerId, r.Account, r.Kind, r.Text }).IsUnique().HasFilter("\"GoneAt\" IS NULL");
        builder.HasIndex(r => new { r.GoneAt, r.AcceptedAt });
        builder.HasOne<Server>().WithMany().HasForeignKey(r => r.ServerId).OnDelete(DeleteBehavior.Cascade);
    }
}
