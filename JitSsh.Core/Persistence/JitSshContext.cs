using JitSsh.Core.AccessFlows;
using JitSsh.Core.Activity;
using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Certificates;
using JitSsh.Core.CloudRuns;
using JitSsh.Core.Connectors;
using JitSsh.Core.Grants;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Core.Notifications.Webhook;
using JitSsh.Core.People;
using JitSsh.Core.Persistence.Sqlite;
using JitSsh.Core.Requests;
using JitSsh.Core.Rotations;
using JitSsh.Core.Secrets.Local;
using JitSsh.Core.Servers;
using JitSsh.Core.Shifts;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>The database. One short-lived context per operation, from a factory; nothing outside this folder sees it.</summary>
public class JitSshContext : IdentityUserContext<SignInAccount, Guid>
{
    /// <summary>Over SQLite.</summary>
    public JitSshContext(DbContextOptions<JitSshContext> options)
        : base(options)
    {
    }

    private protected JitSshContext(DbContextOptions options)
        : base(options)
    {
    }

    internal virtual Dialect Dialect => SqliteDialect.Instance;

    internal DbSet<Person> People => Set<Person>();

    internal DbSet<Group> Groups => Set<Group>();

    internal DbSet<GroupMember> GroupMembers => Set<GroupMember>();

    internal DbSet<GroupNesting> GroupNestings => Set<GroupNesting>();

    internal DbSet<Shift> Shifts => Set<Shift>();

    internal DbSet<ShiftOverride> ShiftOverrides => Set<ShiftOverride>();

    internal DbSet<ShiftEvent> ShiftEvents => Set<ShiftEvent>();

    internal DbSet<SshKey> SshKeys => Set<SshKey>();

    internal DbSet<AccessToken> AccessTokens => Set<AccessToken>();

    internal DbSet<Session> Sessions => Set<Session>();

    internal DbSet<SecondFactor> SecondFactors => Set<SecondFactor>();

    internal DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    internal DbSet<CompanyAccount> CompanyAccounts => Set<CompanyAccount>();

    internal DbSet<LocalSecret> LocalSecrets => Set<LocalSecret>();

    internal DbSet<Connector> Connectors => Set<Connector>();

    internal DbSet<ConnectorInstance> ConnectorInstances => Set<ConnectorInstance>();

    internal DbSet<EnrolmentToken> EnrolmentTokens => Set<EnrolmentToken>();

    internal DbSet<ConnectorCall> ConnectorCalls => Set<ConnectorCall>();

    internal DbSet<ConnectorAsk> ConnectorAsks => Set<ConnectorAsk>();

    internal DbSet<Integration> Integrations => Set<Integration>();

    internal DbSet<KeyRotation> KeyRotations => Set<KeyRotation>();

    internal DbSet<RotatedServer> RotatedServers => Set<RotatedServer>();

    internal DbSet<Server> Servers => Set<Server>();

    internal DbSet<ServerTag> ServerTags => Set<ServerTag>();

    internal DbSet<AccessFlow> AccessFlows => Set<AccessFlow>();

    internal DbSet<FlowLabel> FlowLabels => Set<FlowLabel>();

    internal DbSet<AccessFlowVersion> AccessFlowVersions => Set<AccessFlowVersion>();

    internal DbSet<Bundle> Bundles => Set<Bundle>();

    internal DbSet<FlowAssertion> FlowAssertions => Set<FlowAssertion>();

    internal DbSet<AccessRequest> Requests => Set<AccessRequest>();

    internal DbSet<RequestedServer> RequestedServers => Set<RequestedServer>();

    internal DbSet<BegunStep> BegunSteps => Set<BegunStep>();

    internal DbSet<Decision> Decisions => Set<Decision>();

    internal DbSet<Delegation> Delegations => Set<Delegation>();

    internal DbSet<Favourite> Favourites => Set<Favourite>();

    internal DbSet<Grant> Grants => Set<Grant>();

    internal DbSet<Receipt> Receipts => Set<Receipt>();

    internal DbSet<ReceiptGrant> ReceiptGrants => Set<ReceiptGrant>();

    internal DbSet<Residue> Residue => Set<Residue>();

    internal DbSet<CloudRun> CloudRuns => Set<CloudRun>();

    internal DbSet<AuthorityRow> Authorities => Set<AuthorityRow>();

    internal DbSet<CertificateRow> Certificates => Set<CertificateRow>();

    internal DbSet<Notice> Notices => Set<Notice>();

    internal DbSet<ToldPerson> ToldPeople => Set<ToldPerson>();

    internal DbSet<NoticeChoice> NoticeChoices => Set<NoticeChoice>();

    internal DbSet<Delivery> Deliveries => Set<Delivery>();

    internal DbSet<WebhookTarget> Webhooks => Set<WebhookTarget>();

    internal DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();

    internal DbSet<AuditHead> AuditHeads => Set<AuditHead>();

    internal DbSet<SavedReport> SavedReports => Set<SavedReport>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => Conventions.Apply(configurationBuilder);

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(JitSshContext).Assembly);
    }
}
