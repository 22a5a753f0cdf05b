using JitSsh.Core.Common;
using JitSsh.Core.Grants;
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
        builder.HasIndex(r => new { r.AskedById, r.CreatedAt }).HasFilter("\"AskedById\" IS NOT NULL");
        builder.HasIndex(r => r.CreatedAt);
        builder.HasIndex(r => new { r.State, r.LapsesAt });
        builder.HasIndex(r => new { r.FlowId, r.State });
        builder.HasIndex(r => new { r.FlowId, r.CreatedAt });
        builder.HasIndex(r => new { r.State, r.CreatedAt });
        builder.Property<AccessStatus?>(RequestStandings.Status);
        builder.Property<bool>(RequestStandings.IsOver);
        builder.HasIndex(RequestStandings.Status, nameof(AccessRequest.CreatedAt));
        builder.HasIndex(RequestStandings.IsOver, nameof(AccessRequest.CreatedAt));
        builder.HasIndex(nameof(AccessRequest.RequesterId), RequestStandings.IsOver, nameof(AccessRequest.CreatedAt));
        builder.HasIndex(r => r.GivenUntil);
        // Nearly every request extends none. An index of those would be taken for a short way to them, and then everything be sorted.
        builder.HasIndex(r => r.ExtendsId).HasFilter("\"ExtendsId\" IS NOT NULL");
        builder.HasIndex(r => r.CreatedAt, "IX_Requests_OpenReviews").HasFilter("\"IsBreakGlass\" = 1 AND \"ReviewedAt\" IS NULL");
        builder.Ignore(r => r.Lasts);
        builder.Ignore(r => r.IsReviewOpen);
        builder.HasOne<AccessRequest>().WithMany().HasForeignKey(r => r.ExtendsId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Person>().WithMany().HasForeignKey(r => r.RequesterId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Person>().WithMany().HasForeignKey(r => r.AskedById).OnDelete(DeleteBehavior.Restrict);
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
        // The number is the request's revision, so of two decisions at once one has no place.
        builder.HasKey(d => new { d.RequestId, d.Number });
        builder.Property(d => d.For).HasConversion<Conventions.JsonConverter<IReadOnlyList<PersonId>>, Conventions.JsonComparer<IReadOnlyList<PersonId>>>().HasDefaultValueSql("'[]'");
        builder.HasOne<AccessRequest>().WithMany().HasForeignKey(d => d.RequestId);
    }
}

internal sealed class BegunStepConfiguration : IEntityTypeConfiguration<BegunStep>
{
    public void Configure(EntityTypeBuilder<BegunStep> builder)
    {
        builder.ToTable("BegunSteps");
        builder.HasKey(s => new { s.RequestId, s.Number });
        builder.HasIndex(s => s.EscalatesAt).HasFilter("\"EscalatesAt\" IS NOT NULL AND \"EscalatedAt\" IS NULL AND \"EndedAt\" IS NULL");
        builder.HasOne<AccessRequest>().WithMany().HasForeignKey(s => s.RequestId);
    }
}

internal sealed class DelegationConfiguration : IEntityTypeConfiguration<Delegation>
{
    public void Configure(EntityTypeBuilder<Delegation> builder)
    {
        builder.ToTable("Delegations");
        builder.HasIndex(d => d.PersonId);
        builder.HasIndex(d => d.DelegateId);
        builder.HasIndex(d => d.Until);
        builder.HasOne<Person>().WithMany().HasForeignKey(d => d.PersonId);
        builder.HasOne<Person>().WithMany().HasForeignKey(d => d.DelegateId);
    }
}

internal sealed class FavouriteConfiguration : IEntityTypeConfiguration<Favourite>
{
    public void Configure(EntityTypeBuilder<Favourite> builder)
    {
        builder.ToTable("Favourites");
        builder.Property(f => f.Servers).HasConversion<Conventions.JsonConverter<IReadOnlyList<ServerId>>, Conventions.JsonComparer<IReadOnlyList<ServerId>>>();
        builder.HasIndex(f => new { f.PersonId, f.Name }).IsUnique();
        builder.HasOne<Person>().WithMany().HasForeignKey(f => f.PersonId);
    }
}
