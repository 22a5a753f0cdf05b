using JitSsh.Core.Activity;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Persistence;
using JitSsh.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>Lists by status find a request under the word that it shows, after every step of its life: what is kept of it is kept by whoever changes it.</summary>
public sealed class RequestStandingTests : IAsyncLifetime
{
    private AnsweredServer site = null!;

    public async ValueTask InitializeAsync() => site = await AnsweredServer.StartAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Request_AtEachStepOfItsLife_IsFoundUnderTheWordThatItShows()
    {
        var request = await site.RequestAsync();
        await StandsAsync(request, AccessStatus.Granting, isOpen: true);
        await site.VisitAsync(_ => "error server broken no space left\n");
        await StandsAsync(request, AccessStatus.Failing, isOpen: true);
        var grant = await site.GrantAsync(request);
        await site.VisitNowAsync($"grant {grant.Id} in-force\n");
        await StandsAsync(request, AccessStatus.Active, isOpen: true);
        await site.Core.Get<EndAccess>().RunAsync(site.Alice, request, null);
        await StandsAsync(request, AccessStatus.Revoking, isOpen: true);
        await site.VisitAsync(_ => $"ended {grant.Id}\n");
        await StandsAsync(request, AccessStatus.Revoked, isOpen: false);

        var (second, _) = await site.ActiveAsync();
        await StandsAsync(second, AccessStatus.Active, isOpen: true);
        site.Clock.Now += AnsweredServer.Lasts;
        await site.VisitNowAsync($"ended {(await site.GrantAsync(second)).Id}\n");
        await StandsAsync(second, AccessStatus.Expired, isOpen: false);
    }

    [Fact]
    public async Task Start_OverADatabaseThatKeptNothing_WorksItOut()
    {
        var (active, _) = await site.ActiveAsync();
        await using (var c = await site.Core.Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync())
        {
            await c.Database.ExecuteSqlRawAsync("""UPDATE "Requests" SET "Status" = NULL, "IsOver" = (1 = 1)""");
        }

        Assert.Empty(await FoundAsync(new() { Status = AccessStatus.Active }));
        await site.RestartAsync();
        await StandsAsync(active, AccessStatus.Active, isOpen: true);
    }

    private async Task StandsAsync(RequestId request, AccessStatus status, bool isOpen)
    {
        Assert.Equal(status, Screen.Done(await site.Core.Get<ShowRequests>().FindAsync(site.Ada, request)).Status);
        foreach (var other in Enum.GetValues<AccessStatus>())
        {
            Assert.Equal(other == status, (await FoundAsync(new() { Status = other })).Contains(request));
        }

        Assert.Equal(isOpen, (await FoundAsync(new() { IsOpen = true })).Contains(request));
        Assert.Equal(!isOpen, (await FoundAsync(new() { IsOpen = false })).Contains(request));
        Assert.Equal(isOpen, (await site.Core.Get<ShowRequests>().ListAsync(site.Alice, new(site.Alice.Id, IsOpen: true), Page.First)).Items.Any(r => r.Request.Id == request));
    }

    private async Task<IReadOnlyList<RequestId>> FoundAsync(ActivityQuery query) => [.. (await site.Core.Get<ShowActivity>().ListAsync(site.Ada, query, Page.First)).Items.Select(r => r.Request.Id)];
}
