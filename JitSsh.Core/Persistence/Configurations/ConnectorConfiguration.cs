using JitSsh.Core.Connectors;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitSsh.Core.Persistence.Configurations;

internal sealed class ConnectorConfiguration : IEntityTypeConfiguration<Connector>
{
    public void Configure(EntityTypeBuilder<Connector> builder) => builder.ToTable("Connectors");
}

internal sealed class ConnectorInstanceConfiguration : IEntityTypeConfiguration<ConnectorInstance>
{
    public void Configure(EntityTypeBuilder<ConnectorInstance> builder)
    {
        builder.ToTable("ConnectorInstances");
        builder.HasOne<Connector>().WithMany().HasForeignKey(i => i.ConnectorId);
    }
}

internal sealed class EnrolmentTokenConfiguration : IEntityTypeConfiguration<EnrolmentToken>
{
    public void Configure(EntityTypeBuilder<EnrolmentToken> builder)
    {
        builder.ToTable("EnrolmentTokens");
        builder.HasKey(t => t.Hash);
        builder.HasOne<Connector>().WithMany().HasForeignKey(t => t.ConnectorId);
    }
}

internal sealed class ConnectorCallConfiguration : IEntityTypeConfiguration<ConnectorCall>
{
    public void Configure(EntityTypeBuilder<ConnectorCall> builder)
    {
        builder.ToTable("ConnectorCalls");
        builder.HasKey(c => new { c.InstanceId, c.Nonce });
        builder.HasIndex(c => c.At);
    }
}

internal sealed class ConnectorAskConfiguration : IEntityTypeConfiguration<ConnectorAsk>
{
    public void Configure(EntityTypeBuilder<ConnectorAsk> builder)
    {
        builder.ToTable("ConnectorAsks");
        builder.HasIndex(a => new { a.ConnectorId, a.Holder });
    }
}
