using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Hosting;
using JitSsh.Core.People;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.Local;
using JitSsh.Tests.Support;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>A portal on SQLite with access in force is stopped, moved to PostgreSQL by the command, and goes on there.</summary>
public sealed class MoveToPostgresTests : IAsyncDisposable
{
    private readonly string name = $"move-{Guid.NewGuid():N}";
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    [Fact]
    public async Task Move_WithAccessInForce_GoesOnInPostgres_SecretsAndAuditLogIncluded()
    {
        Assert.SkipWhen(TestDatabase.IsPostgres, "It begins with SQLite.");
        var settings = TestDatabase.PostgresFor(name);
        await using var site = await AnsweredServer.StartAsync();
        var (request, grant) = await site.ActiveAsync();
        var secret = Screen.Done(await site.Core.Get<ListIntegrations>().FindAsync(site.Ada, site.Integration)).LoginKey!;
        var before = await KeyAsync(site.Core, secret);
        var head = Screen.Done(await site.Core.Get<CheckAuditChain>().RunAsync(site.Ada)).Head;
        await site.Core.DisposeAsync(deleteDirectory: false);

        Assert.Equal(0, await MoveAsync(site.Core.Directory, settings));
        Assert.Contains("All is there", output.ToString(), StringComparison.Ordinal);
        await using var there = await site.BesideAsync([.. settings]);
        var moved = Screen.Done(await there.Get<ShowRequests>().FindAsync(site.Ada, request));
        Assert.Equal((grant.Id, grant.NotAfter, GrantState.Active), (moved.Servers[0].Grant!.Id, moved.Servers[0].Grant!.NotAfter, moved.Servers[0].Grant!.State));
        Assert.Equal(before, await KeyAsync(there, secret));
        var check = Screen.Done(await there.Get<CheckAuditChain>().RunAsync(site.Ada));
        Assert.True(check.IsWhole, check.Problem);
        Assert.Equal((head.Sequence, head.Hash), (check.Head.Sequence, check.Head.Hash));
        Assert.True((await there.Get<AddPerson>().RunAsync(site.Ada, new() { Name = "Dora", Email = "dora@example.com", LinuxName = "dora" })).IsDone);

        // A second time there is something already.
        Assert.Equal(1, await MoveAsync(site.Core.Directory, settings));
        Assert.Contains("is not empty", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Move_WithoutWhatItNeeds_SaysWhatIsMissing()
    {
        Assert.SkipWhen(TestDatabase.IsPostgres, "It begins with SQLite.");
        var settings = TestDatabase.PostgresFor(name);
        var directory = Directory.CreateTempSubdirectory("jitssh-test-").FullName;
        try
        {
            Assert.Equal(1, await MoveAsync(directory, []));
            Assert.Contains("ConnectionStrings__JitSsh", error.ToString(), StringComparison.Ordinal);
            Assert.Equal(1, await MoveAsync(directory, settings));
            Assert.Contains("There is no SQLite database", error.ToString(), StringComparison.Ordinal);
            var shortKey = Path.Combine(directory, "short");
            await File.WriteAllTextAsync(shortKey, "too short\n");
            Assert.Equal(1, await MoveAsync(directory, [.. settings, ("JitSsh:Data:KeyFile", shortKey)]));
            Assert.Contains("at least 32", error.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Portal_OnPostgresWithAnotherKey_DoesNotReadItsSecrets_AndWithoutOneDoesNotStart()
    {
        var settings = TestDatabase.PostgresFor(name);
        await using (var core = await CoreHost.StartAsync(null, null, [.. settings]))
        {
            Assert.True((await core.Get<SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "correct horse battery" })).IsDone);
        }

        var none = await Assert.ThrowsAsync<SettingsException>(() => CoreHost.StartAsync(null, null, [.. settings, ("JitSsh:Data:KeyFile", "")]));
        Assert.Contains("JitSsh:Data:KeyFile", none.Message, StringComparison.Ordinal);
        var directory = Directory.CreateTempSubdirectory("jitssh-test-").FullName;
        var wrong = Path.Combine(directory, "wrong");
        await File.WriteAllTextAsync(wrong, "another key that is long enough for one\n");
        var another = await Assert.ThrowsAsync<InvalidOperationException>(() => CoreHost.StartAsync(directory, null, [.. settings, ("JitSsh:Data:KeyFile", wrong)]));
        Assert.Contains("is not the one with which", another.Message, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }

    public ValueTask DisposeAsync()
    {
        TestDatabase.DropPostgres(name);
        return ValueTask.CompletedTask;
    }

    private Task<int> MoveAsync(string directory, IReadOnlyList<(string Name, string Value)> settings) => MoveCommand.RunAsync(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Prepend(("JitSsh:Data:Directory", directory)).GroupBy(s => s.Item1, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key, (string?)g.Last().Item2))).Build(), output, error);

    private static async Task<string> KeyAsync(CoreHost core, SecretRef secret)
    {
        using var reading = await core.Get<LocalSecretStore>().ReadAsync(secret, null, default);
        Assert.Null(reading.Problem);
        return Convert.ToBase64String(reading.Value.Span);
    }
}
