using JitSsh.Core.AccessFlows;
using JitSsh.Core.Activity;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Core.Grants;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Core.Notifications.Webhook;
using JitSsh.Core.People;
using JitSsh.Core.Persistence;
using JitSsh.Core.Requests;
using JitSsh.Core.Shifts;
using JitSsh.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Tests.Architecture.WhoMay;

/// <summary>
/// A small company with one of each noun: Ada is its admin, Alice has access and things of her own, Carol is a member who is named by nothing, and Vera an auditor whom every flow names, to ask and to
/// decide.
/// </summary>
internal sealed class Company : IAsyncDisposable
{
    private readonly Dictionary<Type, object> things = [];
    private AccessRequest waiting = null!;
    private AccessRequest broken = null!;

    private Company(AnsweredServer site) => Site = site;

    public AnsweredServer Site { get; }

    public Actor Vera { get; private set; } = Actor.System;

    /// <summary>A request that waits for a decision.</summary>
    public RequestId Waiting => waiting.Id;

    /// <summary>What there is, by type: ids of what is Alice's or the company's, never Carol's. Who decides is given a request that waits, and who reviews one for which a glass was broken.</summary>
    public IReadOnlyDictionary<Type, object> ThingsFor(Type operation) =>
        operation == typeof(DecideRequest) || operation == typeof(ShowRequests) || operation == typeof(CancelRequest) ? With(waiting) : operation == typeof(SignReview) ? With(broken) : things;

    public static async Task<Company> FoundAsync()
    {
        var company = new Company(await AnsweredServer.StartAsync());
        await company.FillAsync();
        return company;
    }

    /// <summary>What changes with any writing: how many rows each table has, and the end of the audit log.</summary>
    public async Task<string> StateAsync()
    {
        await using var context = await Site.Core.Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync();
        List<string> counts = [$"audit {(await context.AuditHeads.SingleAsync()).Sequence}"];
        var count = context.Database.GetDbConnection();
        await context.Database.OpenConnectionAsync();
        foreach (var table in context.Model.GetEntityTypes().Select(e => e.GetTableName()).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            await using var command = count.CreateCommand();
            command.CommandText = $"SELECT count(*) FROM \"{table}\"";
            counts.Add($"{table} {await command.ExecuteScalarAsync()}");
        }

        return string.Join('\n', counts);
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();

    private async Task FillAsync()
    {
        var (ada, alice, core) = (Site.Ada, Site.Alice, Site.Core);
        Add(alice.Id!.Value);
        Vera = (await core.Get<LoadActor>().RunAsync(Screen.Done(await core.Get<AddPerson>().RunAsync(ada, new() { Name = "Vera", Email = "vera@example.com", LinuxName = "vera", Role = Role.Auditor }))))!;
        Add(Site.Integration);
        Add(Site.Id);
        Add(Screen.Done(await core.Get<SaveGroup>().RunAsync(ada, null, "Group", [alice.Id.Value])));
        var flow = Screen.Done(await core.Get<ListAccessFlows>().RunAsync(ada, new(), new(0, 1))).Items[0];
        Add(flow.Id);
        Add(flow.Rule);
        Add(flow.Rule.Targets);
        var targets = new TargetRule { Integrations = [Site.Integration] };
        Add(Screen.Done(await core.Get<SaveBundle>().AddAsync(ada, "Bundle", targets)));
        Add(Screen.Done(await core.Get<SaveAssertion>().AddAsync(ada, new("Assertion", new([Site.Carol.Id!.Value], []), targets, null))));
        Add(Screen.Done(await core.Get<ManageConnectors>().AddAsync(ada, "Apart")).Connector);
        Add(Screen.Done(await core.Get<SaveWebhook>().AddAsync(ada, new() { Name = "Hook", Url = "https://hooks.example.com/x", Kinds = [JitSsh.Core.Notifications.NoticeKind.AccessEnded] })).Id);
        Add(Screen.Done(await core.Get<SaveShift>().RunAsync(ada, null, new() { Name = "Shift", TimeZone = "UTC", FeedAddress = "https://calendar.example.com/shift.ics" })));
        Add(Screen.Done(await core.Get<SshKeysOfPerson>().AddAsync(alice, "Key", AnsweredServer.OtherKey)));
        Screen.Done(await core.Get<AccessTokens>().CreateAsync(alice, "Token", TimeSpan.FromDays(1)));
        Add((await core.Get<AccessTokens>().ListAsync(alice))[0].Id);
        Add(Screen.Done(await core.Get<SavedReports>().AddAsync(alice, new() { Name = "Report", Filter = "state=open" })));
        Add(Screen.Done(await core.Get<DelegateDecisions>().AddAsync(alice, "ada@example.com", Site.Clock.Now.AddDays(3), Site.Clock.Now.AddDays(4))));
        Add(Screen.Done(await core.Get<Favourites>().SaveAsync(alice, "Favourite", [Site.Id], [])));
        var now = Site.Clock.Now;
        var session = new Session { Id = TypedId.New<SessionId>(Site.Clock), PersonId = alice.Id.Value, BeganAt = now, LastSeenAt = now, Address = "", Browser = "Firefox on Linux", Way = "Password" };
        await core.Get<ISessionStore>().AddAsync(session, default);
        Add(session.Id);
        var account = new CompanyAccount { Id = TypedId.New<CompanyAccountId>(Site.Clock), PersonId = alice.Id.Value, Provider = "Company", Issuer = "https://login.example.com", Subject = "alice", AddedAt = now };
        await core.Get<ICompanyAccountStore>().AddAsync(account, Audited.Person(ada, now, alice.Id.Value, "company-account-added", "alice"), default);
        Add(account.Id);
        var (request, grant) = await Site.ActiveAsync("info timer systemd\nresidue alice planted-key ssh-ed25519 SHA256:abc\n");
        Add(request);
        Add(grant.Id);
        Add(Screen.Done(await core.Get<ShowRequests>().FindAsync(ada, request)).Request);
        Screen.Done(await core.Get<SaveAccessFlow>().AddAsync(ada, "Approved", new()
        {
            Grantees = new([alice.Id.Value, Vera.Id!.Value], []), Targets = targets, LinuxGroups = ["docker"], MaxDuration = TimeSpan.FromHours(1), Approvers = new([ada.Id!.Value, Vera.Id.Value], []), BreakGlass = true,
        }));
        waiting = await AskAsync(false);
        broken = await AskAsync(true);
        Add(Screen.Done(await core.Get<ShowResidue>().OfServerAsync(ada, Site.Id))[0].Residue.Id);
        Add(Screen.Done(await core.Get<MyNotices>().ListAsync(alice, false, new(0, 1))).Items[0].Notice.Id);
    }

    private async Task<AccessRequest> AskAsync(bool breakGlass)
    {
        var id = Screen.Done(await Site.Core.Get<SubmitRequest>().RunAsync(
            Site.Alice, new() { Servers = [Site.Id], LinuxGroups = ["docker"], Duration = TimeSpan.FromMinutes(5), BreakGlass = breakGlass, Justification = "The database does not answer any more." }));
        return Screen.Done(await Site.Core.Get<ShowRequests>().FindAsync(Site.Ada, id)).Request;
    }

    private Dictionary<Type, object> With(AccessRequest request) => new(things) { [typeof(RequestId)] = request.Id, [typeof(AccessRequest)] = request };

    private void Add<T>(T thing)
        where T : notnull => things[typeof(T)] = thing;
}
