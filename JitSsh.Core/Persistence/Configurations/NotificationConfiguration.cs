using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Core.Notifications.Webhook;
using JitSsh.Core.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitSsh.Core.Persistence.Configurations;

internal sealed class NoticeConfiguration : IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<Notice> builder)
    {
        builder.ToTable("Notices");
        builder.HasIndex(n => n.Key).IsUnique();
        builder.HasIndex(n => new { n.RequestId, n.Kind });
        builder.HasIndex(n => n.At);

        // An integration that is in trouble is told of once until it is well again or its trouble changes.
        builder.HasIndex(n => n.IntegrationId).IsUnique().HasFilter("\"Kind\" = 'IntegrationTrouble' AND \"ClosedAt\" IS NULL");
    }
}

internal sealed class ToldPersonConfiguration : IEntityTypeConfiguration<ToldPerson>
{
    public void Configure(EntityTypeBuilder<ToldPerson> builder)
    {
        builder.ToTable("ToldPeople");
        builder.HasKey(t => new { t.NoticeId, t.PersonId });
        builder.HasIndex(t => new { t.PersonId, t.At });
        builder.HasIndex(t => t.PersonId, "IX_ToldPeople_Unread").HasFilter("\"ReadAt\" IS NULL");
        builder.HasOne<Notice>().WithMany().HasForeignKey(t => t.NoticeId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Person>().WithMany().HasForeignKey(t => t.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class NoticeChoiceConfiguration : IEntityTypeConfiguration<NoticeChoice>
{
    public void Configure(EntityTypeBuilder<NoticeChoice> builder)
    {
        builder.ToTable("NoticeChoices");
        builder.HasKey(c => new { c.PersonId, c.Kind, c.Channel });
        builder.HasOne<Person>().WithMany().HasForeignKey(c => c.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class DeliveryConfiguration : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> builder)
    {
        builder.ToTable("Deliveries");

        // Nothing is sent twice to one person or one webhook.
        builder.HasIndex(d => new { d.NoticeId, d.PersonId }).IsUnique().HasFilter("\"PersonId\" IS NOT NULL");
        builder.HasIndex(d => new { d.NoticeId, d.WebhookId }).IsUnique().HasFilter("\"WebhookId\" IS NOT NULL");
        builder.HasIndex(d => d.DueAt).HasFilter("\"State\" = 'Waiting'");
        builder.HasIndex(d => new { d.WebhookId, d.CreatedAt });
        builder.HasOne<Notice>().WithMany().HasForeignKey(d => d.NoticeId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Person>().WithMany().HasForeignKey(d => d.PersonId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<WebhookTarget>().WithMany().HasForeignKey(d => d.WebhookId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class WebhookConfiguration : IEntityTypeConfiguration<WebhookTarget>
{
    public void Configure(EntityTypeBuilder<WebhookTarget> builder)
    {
        builder.ToTable("Webhooks");
        builder.HasIndex(w => w.Name).IsUnique();
        builder.Property(w => w.Kinds).HasConversion<KindsConverter, Conventions.JsonComparer<IReadOnlyList<NoticeKind>>>();
    }

    /// <summary>By name, so that a kind that comes between two others changes nothing that is stored.</summary>
    private sealed class KindsConverter() : Microsoft.EntityFrameworkCore.Storage.ValueConversion.ValueConverter<IReadOnlyList<NoticeKind>, string>(
        kinds => string.Join(' ', kinds), text => Read(text))
    {
        private static IReadOnlyList<NoticeKind> Read(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<NoticeKind>)];
    }
}
