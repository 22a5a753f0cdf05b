using JitSsh.Core.Catalog;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace JitSsh.Core.Persistence.Configurations;

internal sealed class ServerConfiguration : IEntityTypeConfiguration<Server>
{
    public void Configure(EntityTypeBuilder<Server> builder)
    {
        builder.ToTable("Servers");
        builder.Ignore(s => s.Health).Ignore(s => s.IsClockOff).Ignore(s => s.IsVouchedDifferent).Ignore(s => s.IsSwitchedOff);
        builder.Property(s => s.Tags).HasConversion(
            new ValueConverter<IReadOnlyDictionary<string, string>, string>(t => Write(t), s => Read(s)),
            new ValueComparer<IReadOnlyDictionary<string, string>>((a, b) => Write(a!) == Write(b!), t => Write(t).GetHashCode(StringComparison.Ordinal), t => Read(Write(t))));
        builder.Property(s => s.Checks).HasConversion(
            new ValueConverter<IReadOnlyList<ServerCheck>, string>(t => Conventions.Write(t), s => Conventions.Read<List<ServerCheck>>(s)),
            new ValueComparer<IReadOnlyList<ServerCheck>>((a, b) => a!.SequenceEqual(b!), t => t.Count, t => t.ToList()))
            .HasDefaultValueSql("'[]'");
        builder.HasIndex(s => new { s.IntegrationId, s.ExternalId }).IsUnique();
        builder.HasIndex(s => s.NextReconcileAt);
        ServerListing.Configure(builder);
        builder.HasIndex(s => s.JumpServerId);
        builder.HasOne<Integration>().WithMany().HasForeignKey(s => s.IntegrationId);
    }

    internal sealed class TagConfiguration : IEntityTypeConfiguration<ServerTag>
    {
        public void Configure(EntityTypeBuilder<ServerTag> builder)
        {
            builder.ToTable("ServerTags");
            builder.HasKey(t => new { t.ServerId, t.Name });
            builder.HasIndex(t => new { t.Name, t.Value, t.ServerId });
            builder.HasOne<Server>().WithMany().HasForeignKey(t => t.ServerId).OnDelete(DeleteBehavior.Cascade);
        }
    }

    /// <summary>Written in the order of names, so that the same tags are always the same text.</summary>
    private static string Write(IReadOnlyDictionary<string, string> tags) =>
        Conventions.Write(tags.OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value));

    private static IReadOnlyDictionary<string, string> Read(string json) =>
        new Dictionary<string, string>(Conventions.Read<Dictionary<string, string>>(json), StringComparer.OrdinalIgnoreCase);
}
