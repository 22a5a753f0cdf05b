using JitSsh.Core.AccessFlows;
using JitSsh.Core.Activity;
using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Certificates;
using JitSsh.Core.CloudRuns;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Discovery.Azure;
using JitSsh.Core.Discovery.StaticList;
using JitSsh.Core.Entra;
using JitSsh.Core.Connectors;
using JitSsh.Core.Connectors.Remote;
using JitSsh.Core.Grants;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Core.Notifications.Webhook;
using JitSsh.Core.People;
using JitSsh.Core.Persistence;
using JitSsh.Core.Persistence.Postgres;
using JitSsh.Core.Persistence.Sqlite;
using JitSsh.Core.Requests;
using JitSsh.Core.Rotations;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.Environment;
using JitSsh.Core.Secrets.File;
using JitSsh.Core.Secrets.KeyVault;
using JitSsh.Core.Secrets.Local;
using JitSsh.Core.Secrets.Vault;
using JitSsh.Core.Servers;
using JitSsh.Core.Servers.OpenSsh;
using JitSsh.Core.Shifts;
using JitSsh.Core.Shifts.Https;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Hosting;

/// <summary>Everything of JitSsh.Core, ready to be injected.</summary>
public static partial class JitSshCore
{
    /// <summary>Adds everything: settings, operations, stores, and the background work.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">The portal's configuration; section <c>JitSsh</c> is read.</param>
    public static IServiceCollection AddJitSshCore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHostedService<UnknownSettings>();
        services.AddSettings<DataOptions>(configuration, "JitSsh:Data").ValidateDataAnnotations();
        services.AddSettings<SecretOptions>(configuration, "JitSsh:Secrets").ValidateDataAnnotations();
        services.AddSettings<OpenSshOptions>(configuration, "JitSsh:OpenSsh").ValidateDataAnnotations();
        services.AddSettings<ReconcileOptions>(configuration, "JitSsh").ValidateDataAnnotations();
        services.AddSettings<CloudRunOptions>(configuration, "JitSsh:RunCommand").ValidateDataAnnotations();
        services.AddSettings<SignInSettings>(configuration, "JitSsh:SignIn");
        services.AddSingleton<IValidateOptions<SignInSettings>, SignInSettingProblems>();
        services.AddNotifications(configuration);
        services.AddSettings<ShiftOptions>(configuration, "JitSsh:Shifts").ValidateDataAnnotations();
        var data = configuration.GetSection("JitSsh:Data").Get<DataOptions>() ?? new();
        PrivateDirectory(Path.GetFullPath(data.Directory));
        services.AddIdentityCore<SignInAccount>(ConfigureIdentity).AddEntityFrameworkStores<JitSshContext>();
        return services.AddOperations().AddDatabase(data, configuration.GetConnectionString("JitSsh")).AddDataKeys(data, configuration.GetConnectionString("JitSsh")).AddPersistence().AddConnector();
    }

    /// <summary>Whoever could read the keys could read the secrets, and the database holds hashes of passwords. A directory that is there already keeps its mode.</summary>
    private static DirectoryInfo PrivateDirectory(string path) => Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static void ConfigureIdentity(IdentityOptions options)
    {
        options.User.RequireUniqueEmail = true;
        options.Password.RequiredLength = PasswordRule.MinLength;
        options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
        options.Lockout.MaxFailedAccessAttempts = 10;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
    }

    /// <summary>PostgreSQL where a connection string names one, and else a file of SQLite's.</summary>
    private static IServiceCollection AddDatabase(this IServiceCollection services, DataOptions data, string? postgres)
    {
        if (string.IsNullOrWhiteSpace(postgres))
        {
            PrivateDirectory(Path.GetDirectoryName(data.DatabasePath)!);
            return services.AddSingleton<IHouse, OnlyPortal>().AddPooledDbContextFactory<JitSshContext>(o => o.UseSqlite($"Data Source={data.DatabasePath}").AddInterceptors(new SqliteConnections()));
        }

        return services
            .AddPooledDbContextFactory<PostgresContext>(o => o.UseNpgsql(postgres).AddInterceptors(CaseInsensitiveLike.Instance))
            .AddSingleton<IDbContextFactory<JitSshContext>, PostgresContexts>()
            .AddScoped(s => s.GetRequiredService<IDbContextFactory<JitSshContext>>().CreateDbContext())
            .AddSingleton(new PostgresAddress(postgres)).AddHostedService<ChangeListener>()
            .AddSingleton<ChosenPortal>().AddSingleton<IHouse>(s => s.GetRequiredService<ChosenPortal>()).AddHostedService(s => s.GetRequiredService<ChosenPortal>());
    }

    /// <summary>The keys that encrypt cookies and the portal's own secrets: with SQLite in a directory beside it; with PostgreSQL in the database, encrypted with the operator's own.</summary>
    private static IServiceCollection AddDataKeys(this IServiceCollection services, DataOptions data, string? postgres)
    {
        var keys = services.AddDataProtection().SetApplicationName("JitSsh");
        if (data.KeyFile.Length > 0)
        {
            var operators = KeyFile.Read(data.KeyFile);
            services.AddSingleton(operators).Configure<KeyManagementOptions>(o => o.XmlEncryptor = new KeyFileEncryptor(operators));
        }
        else if (!string.IsNullOrWhiteSpace(postgres))
        {
            throw new SettingsException(
                "With PostgreSQL, JitSsh:Data:KeyFile must name a file with a key that is the same for every portal: with it the keys in the database are encrypted. Make one with: openssl rand -base64 32");
        }

        if (string.IsNullOrWhiteSpace(postgres))
        {
            keys.PersistKeysToFileSystem(PrivateDirectory(data.KeysPath));
        }
        else
        {
            services.AddOptions<KeyManagementOptions>().Configure<IDbContextFactory<PostgresContext>, TimeProvider>((o, contexts, clock) => o.XmlRepository = new DataKeys(contexts, clock));
        }

        return services;
    }

    private static IServiceCollection AddPersistence(this IServiceCollection services) => services
        .AddSingleton<NoticeRows>().AddSingleton<NoticeWriting>().AddSingleton<Db>()
        .AddSingleton<IOutbox, Outbox>().AddSingleton<IInbox, Inbox>().AddSingleton<INoticeChoices, NoticeChoices>().AddSingleton<IWebhookStore, WebhookStore>()
        .AddSingleton<IAuditLog, AuditLog>().AddSingleton<IPeopleStore, PeopleStore>().AddSingleton<ICompanyAccountStore, CompanyAccountStore>().AddSingleton<ISessionStore, SessionStore>().AddSingleton<ISecondFactorStore, SecondFactorStore>().AddSingleton<IShiftStore, ShiftStore>().AddSingleton<ILocalSecrets, LocalSecrets>()
        .AddSingleton<IIntegrationStore, IntegrationStore>().AddSingleton<IConnectorStore, ConnectorStore>().AddSingleton<IDiscoveryStore, DiscoveryStore>()
        .AddSingleton<IServerStore, ServerStore>().AddSingleton<IAccessFlowStore, AccessFlowStore>().AddSingleton<IBundleStore, BundleStore>().AddSingleton<IAssertionStore, AssertionStore>()
        .AddSingleton<IRequestStore, RequestStore>().AddSingleton<IRequestHabitStore, RequestHabitStore>().AddSingleton<IActivityStore, ActivityStore>()
        .AddSingleton<IGrantStore, GrantStore>().AddSingleton<IGivenAccessStore, GivenAccessStore>().AddSingleton<IReconcileStore, ReconcileStore>().AddSingleton<ICertificateStore, CertificateStore>().AddSingleton<IReceiptStore, ReceiptStore>()
        .AddSingleton<IRotationStore, RotationStore>().AddSingleton<ICloudRunStore, CloudRunStore>()
        .AddHostedService<StartDatabase>();

    private static IServiceCollection AddConnector(this IServiceCollection services) => services
        .AddSingleton<IServerShell, OpenSshShell>()
        .AddSingleton(ConnectorRules.None).AddSingleton<ReconcileServer>().AddSingleton<SyncIntegration>().AddSingleton<AnswerAsks>().AddSingleton<ConnectorLoop>().AddSingleton<StoredWork>().AddSingleton<ConnectorDesk>()
        .AddSingleton<AskConnector>().AddSingleton<IServerVisits>(s => s.GetRequiredService<AskConnector>()).AddSingleton<IConnectorSecrets>(s => s.GetRequiredService<AskConnector>()).AddSingleton<IConnectorDiscovery>(s => s.GetRequiredService<AskConnector>())
        .AddSingleton<WorkOnRotations>()
        .AddSingleton<AzureControl>().AddSingleton<IRunCommand>(s => s.GetRequiredService<AzureControl>()).AddSingleton<IPowerSwitch>(s => s.GetRequiredService<AzureControl>())
        .AddSingleton<RunOverCloud>().AddSingleton<ReconcileOverCloud>().AddSingleton<CarryOut>().AddSingleton<LookAtPower>().AddSingleton<CloudRunLoop>()
        .AddHostedService<EmbeddedConnector>().AddHostedService<KeyRotator>().AddHostedService<CloudRunWorker>().AddHostedService<RequestLapser>().AddHostedService<IntegrationRemover>().AddHostedService<FeedReader>()
        .AddHostedService<AutomaticGiver>().AddHostedService<ReportSender>().AddHostedService<PortalTelemetry>();

    /// <summary>The secret stores, and what reads from them. A new one is a line here and a reference of its own (docs/secrets.md).</summary>
    private static IServiceCollection AddSecretStores(this IServiceCollection services) => services
        .AddSingleton<LocalSecretStore>().AddSingleton<ISecretStore>(s => s.GetRequiredService<LocalSecretStore>())
        .AddOutsideStores();

    /// <summary>Those that a connector reads where it runs, apart from the portal as well as inside it.</summary>
    internal static IServiceCollection AddOutsideStores(this IServiceCollection services) => services
        .AddSingleton(new AzureConnectionOptions()).AddSingleton<ISecretStore, KeyVaultSecretStore>()
        .AddSingleton<ISecretStore, VaultSecretStore>().AddSingleton<ISecretStore, FileSecretStore>().AddSingleton<ISecretStore, EnvironmentSecretStore>()
        .AddSingleton<ReadSecret>();

    /// <summary>The operations: each checks its Actor itself. All are stateless and shared.</summary>
    private static IServiceCollection AddOperations(this IServiceCollection services) => services
        .AddSingleton<TimeProvider>(new MicrosecondClock(TimeProvider.System))
        .AddSingleton<ChangeFeed>()
        .AddSingleton<IPasswordHasher<SignInAccount>, PasswordHasher<SignInAccount>>()
        .AddSingleton<ReadAuditLog>().AddSingleton<CheckAuditChain>()
        .AddSingleton<SetUp>().AddSingleton<AddPerson>().AddSingleton<ChangePerson>().AddSingleton<ListPeople>().AddSingleton<SaveGroup>()
        .AddSingleton<FindPerson>().AddSingleton<ChangeOwnPassword>().AddSingleton<LoadActor>().AddSingleton<NoteSignIn>().AddSingleton<SignInWithCompany>().AddSingleton<CompanyAccounts>().AddSingleton<SecondFactors>().AddSingleton<Sessions>().AddSingleton<AccessTokens>().AddSingleton<SshKeysOfPerson>()
        .AddSingleton<IFeed>(s => new HttpsFeed(s.GetRequiredService<IOptions<ShiftOptions>>())).AddSingleton<SaveShift>().AddSingleton<StandIn>().AddSingleton<ListShifts>().AddSingleton<ReadFeeds>()
        .AddSecretStores()
        .AddSingleton<IntegrationSecrets>().AddSingleton<TestSecret>().AddSingleton<ConnectIntegration>().AddSingleton<ChangeIntegration>().AddSingleton<DeleteIntegration>().AddSingleton<ListIntegrations>().AddSingleton<ListConnectors>().AddSingleton<ManageConnectors>().AddSingleton<RotateKey>()
        .AddSingleton<IServerSource, AzureServerSource>().AddSingleton<IServerSource, StaticServerSource>()
        .AddSingleton<DiscoverServers>().AddSingleton<PreviewDiscovery>().AddSingleton<SyncProgress>().AddSingleton<ReadServerList>()
        .AddSingleton<ListServers>().AddSingleton<HostKeys>().AddSingleton<LookAtServer>().AddSingleton<TestServer>()
        .AddSingleton<AskCloudRuns>().AddSingleton<StartServer>().AddSingleton<ChangeRunCommand>()
        .AddSingleton<AnalyseFlowChange>().AddSingleton<SaveAccessFlow>().AddSingleton<ListAccessFlows>().AddSingleton<DescribeFlows>().AddSingleton<ApproversOf>()
        .AddSingleton<SaveBundle>().AddSingleton<ListBundles>().AddSingleton<SaveAssertion>().AddSingleton<ListAssertions>()
        .AddSingleton<WhoDecides>().AddSingleton<SignReview>().AddSingleton<DelegateDecisions>().AddSingleton<Favourites>().AddSingleton<ExtendAccess>()
        .AddSingleton<AskFor>().AddSingleton<AnalyseRequest>().AddSingleton<FindRequestable>().AddSingleton<SubmitRequest>().AddSingleton<DecideRequest>().AddSingleton<CancelRequest>().AddSingleton<PreflightRequest>().AddSingleton<LapseRequests>()
        .AddSingleton<Authority>().AddSingleton<ShowRequests>().AddSingleton<ListTasks>().AddSingleton<EndAccess>().AddSingleton<ConnectToServers>()
        .AddSingleton<FindAutomaticAccess>().AddSingleton<GiveAutomatically>()
        .AddSingleton<ShowReceipts>().AddSingleton<ShowResidue>().AddSingleton<AcceptResidue>()
        .AddSingleton<ShowActivity>().AddSingleton<ShowTimeline>().AddSingleton<ShowAccessNow>().AddSingleton<ShowOverview>().AddSingleton<SavedReports>().AddSingleton<SendReports>();
}
