using JitSsh.Core.AccessFlows;
using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Certificates;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Discovery.Azure;
using JitSsh.Core.Discovery.StaticList;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.Local;
using JitSsh.Core.Servers;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JitSsh.Core.Hosting;

/// <summary>Everything of JitSsh.Core, ready to be injected.</summary>
public static partial class JitSshCore
{
    /// <summary>Adds everything: operations, stores, and the background work.</summary>
    public static IServiceCollection AddJitSshCore(this IServiceCollection services) => services.AddOperations();

    /// <summary>The operations: each checks its Actor itself. All are stateless and shared.</summary>
    private static IServiceCollection AddOperations(this IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton<ChangeFeed>()
        .AddSingleton<IPasswordHasher<SignInAccount>, PasswordHasher<SignInAccount>>()
        .AddSingleton<ReadAuditLog>()
        .AddSingleton<SetUp>().AddSingleton<AddPerson>().AddSingleton<ChangePerson>().AddSingleton<ListPeople>().AddSingleton<SaveGroup>()
        .AddSingleton<LoadActor>().AddSingleton<AccessTokens>().AddSingleton<SshKeysOfPerson>()
        .AddSingleton<LocalSecretStore>().AddSingleton<ISecretStore>(s => s.GetRequiredService<LocalSecretStore>()).AddSingleton<ReadSecret>()
        .AddSingleton<ConnectIntegration>().AddSingleton<ChangeIntegration>().AddSingleton<ListIntegrations>()
        .AddSingleton<IServerSource, AzureServerSource>().AddSingleton<IServerSource, StaticServerSource>()
        .AddSingleton<DiscoverServers>().AddSingleton<PreviewDiscovery>()
        .AddSingleton<ListServers>().AddSingleton<HostKeys>().AddSingleton<TestServer>()
        .AddSingleton<SaveAccessFlow>().AddSingleton<ListAccessFlows>()
        .AddSingleton<AnalyseRequest>().AddSingleton<FindRequestable>().AddSingleton<SubmitRequest>().AddSingleton<DecideRequest>().AddSingleton<CancelRequest>().AddSingleton<LapseRequests>()
        .AddSingleton<Authority>().AddSingleton<ShowRequests>().AddSingleton<ListTasks>().AddSingleton<EndAccess>().AddSingleton<ConnectToServers>();
}
