using System.Globalization;
using System.Text;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Core.Discovery;
using JitSsh.Core.Grants;
using JitSsh.Core.Hosting;
using JitSsh.Core.Notifications;
using JitSsh.Core.People;
using JitSsh.Core.Persistence;
using JitSsh.Core.Requests;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JitSsh.Bench.Lab;

/// <summary>How much a company has.</summary>
internal sealed record CompanySize(int Requests, int Servers, int People, int Flows);

/// <summary>
/// Core over the database of a company that has used it for three years: people in groups, flows for groups over tagged servers, requests with their grants, decisions, certificates, notices and audit events.
/// One request in a hundred is open, one in five hundred waits. Nothing works in the background, so only what is measured runs.
/// </summary>
internal sealed class BigCompany : IAsyncDisposable
{
    private const int PeopleInAGroup = 10;
    private const int Days = 1000;
    private const int AtOnce = 2000;

    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-bench-").FullName;
    private readonly IHost core;
    private readonly CompanySize size;
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

    // The same company each time.
    private readonly Random random = new(4711);

    private IntegrationId integration;

    private BigCompany(CompanySize size)
    {
        this.size = size;
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["JitSsh:Data:Directory"] = directory });
        builder.Services.AddJitSshCore(builder.Configuration);
        foreach (var background in builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType != typeof(StartDatabase)).ToList())
        {
            builder.Services.Remove(background);
        }

        core = builder.Build();
    }

    public Actor Admin { get; private set; } = Actor.System;

    /// <summary>Somebody of the company, who has as many requests as anybody.</summary>
    public Actor Member { get; private set; } = Actor.System;

    /// <summary>A server that the member may ask for.</summary>
    public ServerId Server { get; private set; }

    /// <summary>A request of the member's.</summary>
    public RequestId Request { get; private set; }

    public static async Task<BigCompany> StartAsync(CompanySize size)
    {
        var company = new BigCompany(size);
        await company.core.StartAsync();
        await company.FillAsync();
        return company;
    }

    public T Get<T>() where T : notnull => core.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await core.StopAsync();
        await ((IAsyncDisposable)core).DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private async Task FillAsync()
    {
        var ada = Site.Done(await Get<SetUp>().RunAsync(new() { Name = "Ada Admin", Email = "ada@example.com", Password = "a long enough password" }));
        Admin = (await Get<LoadActor>().RunAsync(ada))!;
        var servers = await ServersAsync();
        var (people, groups) = await PeopleAsync();
        var flows = await FlowsAsync(groups);
        await RequestsAsync(people, servers, flows);
        Member = (await Get<LoadActor>().RunAsync(people[0].Id))!;
        Server = servers[0].Id;
        await using var c = await Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync();
        await RequestStandings.EnsureAsync(c, default);
        Request = await c.Requests.Where(r => r.RequesterId == people[0].Id).Select(r => r.Id).FirstAsync();

        // As it is after a while without writing.
        await c.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private async Task<IReadOnlyList<Server>> ServersAsync()
    {
        await Get<IConnectorStore>().SeenAsync(new() { Id = ConnectorId.Embedded, Name = "c", Version = "1", LastSeenAt = now }, default);
        using var key = GeneratePrivateKey.Execute();
        integration = Site.Done(await Get<ConnectIntegration>().RunAsync(Admin, new()
        {
            Name = "All of them", Source = new SshServersSettings(), LoginUser = "jitadmin", Base64PrivateKey = Encoding.ASCII.GetString(key.Text.Span), LinuxGroups = ["docker"],
        }));
        var found = Enumerable.Range(0, size.Servers).Select(n => new DiscoveredServer
        {
            ExternalId = $"vm-{n:00000}", Name = $"vm-{n:00000}", ResourceGroup = $"group-{n % 40}", Region = n % 3 == 0 ? "westeurope" : "northeurope", Address = $"10.{n / 65536}.{n / 256 % 256}.{n % 256}",
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["env"] = n % 2 == 0 ? "prod" : "staging", ["team"] = $"team-{n % size.Flows}" }, PowerState = PowerState.Running,
        });
        await Get<IDiscoveryStore>().ApplyAsync(integration, new([.. found], [new("s", "s", true, true, DiscoveryCounts.None)], []), default);
        await using var c = await Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync();
        return await c.Servers.AsNoTracking().OrderBy(s => s.Name).ToListAsync();
    }

    private async Task<(IReadOnlyList<Person> People, IReadOnlyList<Group> Groups)> PeopleAsync()
    {
        List<Person> people = [.. Enumerable.Range(0, size.People).Select(n => new Person
        {
            Id = TypedId.New<PersonId>(TimeProvider.System), Name = $"Person {n:0000}", Email = $"person{n}@example.com", LinuxName = $"p{n}", Role = Role.Member, AddedAt = now.AddDays(-Days),
        })];
        List<Group> groups = [.. Enumerable.Range(0, size.People / PeopleInAGroup).Select(n => new Group { Id = TypedId.New<GroupId>(TimeProvider.System), Name = $"Group {n:0000}" })];
        await AddAsync(people);
        await AddAsync(groups);
        await AddAsync(people.Select((p, n) => new GroupMember { GroupId = groups[n / PeopleInAGroup].Id, PersonId = p.Id }));
        return (people, groups);
    }

    private async Task<IReadOnlyList<AccessFlow>> FlowsAsync(IReadOnlyList<Group> groups)
    {
        List<AccessFlow> flows = [.. Enumerable.Range(0, size.Flows).Select(n => new AccessFlow
        {
            Id = TypedId.New<AccessFlowId>(TimeProvider.System), Name = $"Flow {n:000}", ChangedAt = now.AddDays(-Days),
            Rule = new()
            {
                Grantees = new([], [groups[n % groups.Count].Id]), Targets = new() { Integrations = [integration], Tags = [new("team", $"team-{n}")] },
                LinuxGroups = ["docker"], MaxDuration = TimeSpan.FromHours(8), Approvers = n % 2 == 0 ? null : new([], [groups[(n + 1) % groups.Count].Id]),
            },
        })];
        await AddAsync(flows);
        await AddAsync(flows.Select(f => new AccessFlowVersion { FlowId = f.Id, Version = f.Version, Name = f.Name, Rule = f.Rule, At = f.ChangedAt }));
        return flows;
    }

    private async Task RequestsAsync(IReadOnlyList<Person> people, IReadOnlyList<Server> servers, IReadOnlyList<AccessFlow> flows)
    {
        for (var from = 0; from < size.Requests; from += AtOnce)
        {
            await using var c = await Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync();
            c.ChangeTracker.AutoDetectChangesEnabled = false;
            await using var transaction = await c.Database.BeginTransactionAsync();
            List<AuditEvent> events = [];
            for (var n = from; n < Math.Min(from + AtOnce, size.Requests); n++)
            {
                var at = now.AddDays(-Days * (1 - (((double)n + 1) / size.Requests)));
                Add(c, events, n, at, people[n % people.Count], servers[random.Next(servers.Count)], flows[random.Next(flows.Count)]);
            }

            await AuditChaining.AppendAsync(c, events, default);
            await c.SaveChangesAsync();
            await transaction.CommitAsync();
        }
    }

    private void Add(JitSshContext c, List<AuditEvent> events, int n, DateTimeOffset at, Person person, Server server, AccessFlow flow)
    {
        var (isPending, isOpen) = (n % 500 == 250, n % 100 == 50);
        var state = isPending ? RequestState.Pending : n % 20 == 3 ? RequestState.Rejected : n % 50 == 7 ? RequestState.Lapsed : RequestState.Approved;
        var id = TypedId.New<RequestId>(TimeProvider.System);
        var works = at.AddSeconds(60 + random.Next(600));
        c.Requests.Add(new()
        {
            Id = id, RequesterId = person.Id, FlowId = flow.Id, FlowVersion = flow.Version, LinuxGroups = ["docker"], Duration = TimeSpan.FromHours(2),
            Justification = string.Create(CultureInfo.InvariantCulture, $"Ticket {n}: look at the service"), State = state, CreatedAt = at, LapsesAt = isPending ? now.AddHours(20) : at.AddHours(24), DecidedAt = isPending ? null : works,
        });
        c.RequestedServers.Add(new() { RequestId = id, ServerId = server.Id, ServerName = server.Name });
        var by = new Actor(person.Id, person.Name, Role.Member);
        events.Add(Audited.Request(by, at, id, "submitted", $"{person.Name} asks for {server.Name}"));
        if (!isPending && state != RequestState.Lapsed)
        {
            c.Decisions.Add(new() { RequestId = id, ApproverId = flow.Rule.IsAutomatic ? null : Admin.Id, Approved = state == RequestState.Approved, Reason = "", At = works });
        }

        if (state == RequestState.Approved)
        {
            var grant = TypedId.New<GrantId>(TimeProvider.System);
            c.Grants.Add(new()
            {
                Id = grant, RequestId = id, ServerId = server.Id, ServerName = server.Name, PersonId = person.Id, Account = person.LinuxName!, LinuxGroups = ["docker"], Duration = TimeSpan.FromHours(2), CreatedAt = works,
                ActiveAt = works, NotAfter = isOpen ? now.AddHours(1) : works.AddHours(2), State = isOpen ? GrantState.Active : GrantState.Ended, EndedAt = isOpen ? null : works.AddHours(2),
                EndReason = isOpen ? null : EndReason.Expired, LastError = isOpen && n % 1000 == 50 ? "No route to the server." : null,
            });
            if (n % 3 > 0)
            {
                c.Certificates.Add(new() { Serial = $"{n}", KeyId = $"{id}", RequestId = id, PersonId = person.Id, KeyFingerprint = "SHA256:x", ValidAfter = works, ValidBefore = works.AddHours(2), IssuedAt = works });
            }

            events.Add(Audited.Grant(Actor.System, works, grant, "active", $"{person.Name} is on {server.Name}"));
        }

        var notice = TypedId.New<NoticeId>(TimeProvider.System);
        c.Notices.Add(new() { Id = notice, Kind = NoticeKind.RequestDecided, Key = $"decided:{id}", At = works, RequestId = id, Requester = person.Name, Servers = [server.Name], Outcome = "approved" });
        c.ToldPeople.Add(new() { NoticeId = notice, PersonId = person.Id, At = works, ReadAt = n % 10 == 0 ? null : works });
    }

    private async Task AddAsync<T>(IEnumerable<T> rows) where T : class
    {
        await using var c = await Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync();
        c.AddRange(rows);
        await c.SaveChangesAsync();
    }
}
