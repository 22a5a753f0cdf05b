using JitSsh.Core.Catalog;
using JitSsh.Core.Discovery;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using JitSsh.Lab.Azure;
using JitSsh.Tests.Core.Discovery;
using JitSsh.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace JitSsh.Tests.Core.Connectors;

/// <summary>Discovery as the connector's loop does it, against a simulated Azure: what becomes of servers and grants.</summary>
public sealed class SyncIntegrationTests
{
    [Fact]
    public async Task VmIsGone_EndsItsGrantsWithServerGone_AndLeavesTheOthers()
    {
        await using var azure = await AzureCore.StartAsync(LabAzure.Subscription("shop", 3));
        var (gone, kept) = (await azure.RequestAsync("shop-001"), await azure.RequestAsync("shop-002"));

        azure.Azure.Subscriptions[0].Remove("shop-001");
        var after = await azure.RefreshAsync();

        var grant = (await azure.GrantAsync(gone))!;
        Assert.Equal((GrantState.Ended, EndReason.ServerGone), (grant.State, grant.EndReason));
        Assert.NotEqual(GrantState.Ended, (await azure.GrantAsync(kept))?.State);
        var server = await azure.ServerAsync("shop-001");
        Assert.Equal((false, "It does not exist any more.", null), (server.IsSeen, server.NotSeenReason, server.NextReconcileAt));
        Assert.Equal((IntegrationStatus.Active, "2 servers."), (after.Status, after.StatusReason));

        // Asked for by itself, once: the other two are in the list.
        Assert.Equal(1, azure.Azure.Requests.Count(r => r.Path.EndsWith("/virtualMachines/shop-001", StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain(azure.Azure.Requests, r => r.Path.EndsWith("/virtualMachines/shop-002", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task VmMayNotBeReadAnyMore_IsNotSeen_AndItsGrantGoesOn()
    {
        await using var azure = await AzureCore.StartAsync(LabAzure.Subscription("shop", 2));
        var request = await azure.RequestAsync("shop-001");

        // As when the role on its resource group is taken away: it is missing from the list, and its own address says 403.
        azure.Azure.Subscriptions[0].Remove("shop-001");
        azure.Azure.Inject(new SimulatedFault(SimulatedFaultKind.Forbidden, "/virtualMachines/shop-001"));
        var after = await azure.RefreshAsync();

        Assert.NotEqual(GrantState.Ended, (await azure.GrantAsync(request))?.State);
        var server = await azure.ServerAsync("shop-001");
        Assert.Equal((false, "It is not in the source's list any more."), (server.IsSeen, server.NotSeenReason));
        Assert.Equal(IntegrationStatus.Warning, after.Status);
        Assert.Contains("lacks the permission Microsoft.Compute/virtualMachines/read", after.StatusReason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task OneSubscriptionFails_ItsServersStay_AndTheOthersGoOn()
    {
        await using var azure = await AzureCore.StartAsync(LabAzure.Subscription("closed", 2), LabAzure.Subscription("open", 2));
        var request = await azure.RequestAsync("closed-001");
        var closed = azure.Azure.Subscriptions[0].Id;
        azure.Azure.Inject(new SimulatedFault(SimulatedFaultKind.Forbidden, $"{closed}/providers/Microsoft.Compute/virtualMachines"));
        azure.Azure.Subscriptions[1].Remove("open-001");

        var after = await azure.RefreshAsync();

        var sentence = $"The identity may not read the list of virtual machines of subscription closed ({closed}): it lacks the permission Microsoft.Compute/virtualMachines/read on /subscriptions/{closed}. Give it the role Reader there, or the custom role in docs/azure.md. A role that was just given takes some minutes.";
        Assert.Equal((IntegrationStatus.Warning, $"1 server. {sentence}"), (after.Status, after.StatusReason));
        var stays = await azure.ServerAsync("closed-001");
        Assert.Equal((true, sentence), (stays.IsSeen, stays.NotSeenReason));
        Assert.NotEqual(GrantState.Ended, (await azure.GrantAsync(request))?.State);
        Assert.False((await azure.ServerAsync("open-001")).IsSeen);

        azure.Azure.ClearFaults();
        Assert.Equal(IntegrationStatus.Active, (await azure.RefreshAsync()).Status);
        Assert.Null((await azure.ServerAsync("closed-001")).NotSeenReason);
    }

    [Fact]
    public async Task AWholeSubscriptionIsLost_ItsServersStayAsLastSeen_AndTheSentenceSaysWhatToDo()
    {
        await using var azure = await AzureCore.StartAsync(LabAzure.Subscription("lost", 2), LabAzure.Subscription("kept", 1));
        var request = await azure.RequestAsync("lost-001");
        var lost = azure.Azure.Subscriptions[0];

        azure.Hide(lost);
        var after = await azure.RefreshAsync();

        Assert.Equal(
            (IntegrationStatus.Warning, $"1 server. Subscription {lost.Id} is not visible to this identity any more; its 2 servers stay as they were last seen. Give the identity its role there again, or, if the subscription is no longer wanted, choose the subscriptions in the settings."),
            (after.Status, after.StatusReason));
        var stays = await azure.ServerAsync("lost-001");
        Assert.Equal((true, "Its subscription is not visible to the identity any more."), (stays.IsSeen, stays.NotSeenReason));
        Assert.NotEqual(GrantState.Ended, (await azure.GrantAsync(request))?.State);

        azure.Show(lost);
        Assert.Equal(IntegrationStatus.Active, (await azure.RefreshAsync()).Status);
        Assert.Null((await azure.ServerAsync("lost-001")).NotSeenReason);
    }

    [Fact]
    public async Task AddressesFail_ServersKeepTheirs()
    {
        await using var azure = await AzureCore.StartAsync(LabAzure.Subscription("shop", 2));
        azure.Azure.Inject(new SimulatedFault(SimulatedFaultKind.ServerError, "networkInterfaces"));

        var after = await azure.RefreshAsync();

        Assert.Equal(IntegrationStatus.Warning, after.Status);
        Assert.Equal(["10.1.0.2", "10.1.0.3"], (await azure.ServersAsync()).Select(s => s.Host));
    }

    [Fact]
    public async Task SettingsLeaveAServerOut_ItIsNotSeen_AndItsGrantGoesOn()
    {
        await using var azure = await AzureCore.StartAsync(LabAzure.Subscription("shop", 2));
        var request = await azure.RequestAsync("shop-001");

        await azure.ChangeAsync(settings => settings with { ExcludedResourceGroups = ["SHOP-rg"] });

        var server = await azure.ServerAsync("shop-001");
        Assert.Equal((false, "It exists, and the integration's settings leave it out."), (server.IsSeen, server.NotSeenReason));
        Assert.NotEqual(GrantState.Ended, (await azure.GrantAsync(request))?.State);
        Assert.Equal("0 servers. 2 VMs are left out by the resource groups and tags in the settings.", (await azure.ReadAsync()).StatusReason);
    }

    [Fact]
    public async Task VmRebuiltUnderTheSameName_IsAnotherMachine()
    {
        await using var azure = await AzureCore.StartAsync(LabAzure.Subscription("shop", 1));
        var before = await azure.ServerAsync("shop-001");

        azure.Azure.Subscriptions[0].Rebuild("shop-001");
        await azure.RefreshAsync();

        var after = await azure.ServerAsync("shop-001");
        Assert.Equal(before.Id, after.Id);
        Assert.NotEqual(before.VmId, after.VmId);
        Assert.Equal((ServerHealth.HostKeyUnknown, ""), (after.Health, after.HostKeys));
    }

    [Fact]
    public async Task NothingChanged_WritesNothingButTheSyncsOwnRow()
    {
        Assert.SkipWhen(TestDatabase.IsPostgres, "It watches by SQLite's triggers.");
        var subscription = LabAzure.Subscription("shop", 20);
        subscription.ScaleSets = [AzureScaleSetTests.Workers(2)];
        subscription.Change("shop-001", vm => vm with { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["b"] = "2", ["a"] = "1" } });
        await using var azure = await AzureCore.StartAsync(subscription);
        await azure.RefreshAsync();
        await using var database = new SqliteConnection($"Data Source={Directory.GetFiles(azure.Core.Directory, "*.db").Single()}");
        await database.OpenAsync();
        await WatchAsync(database);

        // Another order of tags is no change.
        subscription.Change("shop-001", vm => vm with { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "1", ["b"] = "2" } });
        await azure.RefreshAsync();

        // Made due by the button, leased, ended.
        Assert.Equal(["Integrations", "Integrations", "Integrations"], await ReadAsync(database));

        subscription.SetPower("shop-002", SimulatedPowerState.Stopped);
        await azure.RefreshAsync();
        Assert.Equal(1, (await ReadAsync(database)).Count(table => table == "Servers"));
    }

    [Fact]
    public async Task Refreshing_SaysHowFarItIs()
    {
        await using var azure = await AzureCore.StartAsync(LabAzure.Subscription("shop", 2));
        azure.Azure.Inject(new SimulatedFault(SimulatedFaultKind.Slow, "networkInterfaces", Wait: TimeSpan.FromMinutes(5)));
        Screen.Done(await azure.Core.Get<ChangeIntegration>().RefreshAsync(azure.Ada, azure.Integration));

        var progress = azure.Core.Get<SyncProgress>();
        var seen = await azure.Core.UntilAsync(() => Task.FromResult(progress.Of(azure.Ada, azure.Integration)), p => p is { ScopesTotal: 1 }, TimeSpan.FromSeconds(60));

        Assert.StartsWith("Reading subscription shop (", seen!.Sentence, StringComparison.Ordinal);
        Assert.Null(progress.Of(azure.Alice, azure.Integration));
    }

    private static async Task WatchAsync(SqliteConnection database)
    {
        List<string> tables = [];
        await using (var list = new SqliteCommand("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '__EF%'", database))
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        var triggers = tables.SelectMany(table => new[] { "INSERT", "UPDATE", "DELETE" }.Select(verb =>
            $"CREATE TRIGGER \"watch_{table}_{verb}\" AFTER {verb} ON \"{table}\" BEGIN INSERT INTO Watched(t) VALUES ('{table}'); END;"));
        await using var create = new SqliteCommand($"CREATE TABLE Watched(t TEXT); {string.Join('\n', triggers)}", database);
        await create.ExecuteNonQueryAsync();
    }

    /// <summary>The tables in which rows were written since the last time.</summary>
    private static async Task<IReadOnlyList<string>> ReadAsync(SqliteConnection database)
    {
        List<string> tables = [];
        await using (var list = new SqliteCommand("SELECT t FROM Watched", database))
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        await using var clear = new SqliteCommand("DELETE FROM Watched", database);
        await clear.ExecuteNonQueryAsync();
        return tables;
    }
}
