using System.Globalization;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Persistence.Configurations;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class AccessFlowStore(Db db, TimeProvider clock) : IAccessFlowStore
{
    /// <summary>Which flows there are in which versions, in one row, from an index. Whatever changes a flow makes a version of it.</summary>
    private const string InForceSql = """SELECT coalesce(string_agg(lower(CAST("Id" AS TEXT)) || ':' || "Version", ',' ORDER BY "Id"), '') AS "Value" FROM "AccessFlows" """;

    /// <summary>
    /// All flows, as they were read last: reading five hundred of them takes longer than all the rest of evaluating a request. They are handed out as copies: what is kept here is never changed.
    /// </summary>
    private volatile KnownFlows known = new("none", []);

    public Task<IReadOnlyList<AccessFlow>> ListAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<AccessFlow>>(async c =>
    {
        var all = known;
        if (await c.Database.SqlQueryRaw<string>(InForceSql).SingleAsync(cancel) != all.InForce)
        {
            var read = await c.AccessFlows.OrderBy(f => f.Name).ToListAsync(cancel);

            // What they are is told by what was read now: one may have been changed since it was asked which there are.
            all = new(string.Join(',', read.Select(f => $"{f.Id}:{f.Version.ToString(CultureInfo.InvariantCulture)}").Order(StringComparer.Ordinal)), read);
            known = all;
        }

        return await WithBundlesAsync(c, [.. all.Flows.Select(CopyOf)], cancel);
    }, cancel);

    public Task<PageOf<AccessFlow>> PageAsync(bool? isActive, string? label, Page page, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        var flows = isActive is { } wanted ? c.AccessFlows.Where(f => f.IsActive == wanted) : c.AccessFlows;
        flows = label is null ? flows : flows.Where(f => c.FlowLabels.Any(l => l.FlowId == f.Id && l.Label == label));
        var found = await flows.OrderBy(f => f.Name).ToPageAsync(page, cancel);
        return found with { Items = await WithBundlesAsync(c, [.. found.Items], cancel) };
    }, cancel);

    public Task<FlowFilters> FiltersAsync(CancellationToken cancel) => db.ReadAsync(async c => new FlowFilters(
        await c.AccessFlows.CountAsync(f => f.IsActive, cancel),
        await c.AccessFlows.CountAsync(f => !f.IsActive, cancel),
        await c.FlowLabels.Select(l => l.Label).Distinct().OrderBy(l => l).ToListAsync(cancel)), cancel);

    public Task<PageOf<ServerFacts>> MatchingAsync(IReadOnlyCollection<TargetRule> anyOf, string? search, Page page, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        var matching = ServerStore.Askable(c, c.Servers).Where(TargetFilter.AnyOf(c, anyOf));
        foreach (var like in (search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Like.Containing))
        {
            matching = matching.Where(s => EF.Functions.Like(EF.Property<string>(s, ServerListing.SearchText), like, Like.Escape));
        }

        var found = await matching.OrderBy(s => s.Name).ThenBy(s => s.Id).Select(s => s.Id).ToLongPageAsync(page, cancel);
        var facts = (await ServerStore.FactsAsync(c, c.Servers.Where(s => found.Items.Contains(s.Id)), cancel)).ToDictionary(s => s.Id);
        return new PageOf<ServerFacts>([.. found.Items.Where(facts.ContainsKey).Select(id => facts[id])], found.Total) { IsMore = found.IsMore };
    }, cancel);

    public Task<AccessFlow?> FindAsync(AccessFlowId id, CancellationToken cancel) => db.ReadAsync(
        async c => (await WithBundlesAsync(c, await c.AccessFlows.Where(f => f.Id == id).ToListAsync(cancel), cancel)).FirstOrDefault(), cancel);

    public Task<AccessFlowVersion?> FindVersionAsync(AccessFlowId id, int version, CancellationToken cancel) => db.ReadAsync(c => c.AccessFlowVersions.FirstOrDefaultAsync(f => f.FlowId == id && f.Version == version, cancel), cancel);

    public Task<IReadOnlyList<AccessFlowVersion>> VersionsAsync(AccessFlowId id, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<AccessFlowVersion>>(
        async c => await c.AccessFlowVersions.Where(v => v.FlowId == id).OrderByDescending(v => v.Version).ToListAsync(cancel), cancel);

    public Task<IReadOnlyList<GrantInForce>> InForceAsync(AccessFlowId id, CancellationToken cancel) => db.ReadAsync(c => FlowEnds.InForceAsync(c, id, cancel), cancel);

    public Task<bool> AddAsync(AccessFlow flow, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.AccessFlows.AnyAsync(f => f.Name == flow.Name, cancel))
        {
            return w.Abandon(false);
        }

        c.AccessFlows.Add(flow);
        c.AccessFlowVersions.Add(VersionOf(flow));
        c.FlowLabels.AddRange(LabelsOf(flow));
        w.Audit(audit);
        w.Tell(ChangeOf.AccessFlow, flow.Id.Value);
        return true;
    }, cancel);

    public Task<FlowSaveProblem?> ChangeAsync(AccessFlow flow, Func<GrantInForce, bool> ends, Actor by, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.AccessFlows.AnyAsync(f => f.Name == flow.Name && f.Id != flow.Id, cancel))
        {
            return w.Abandon<FlowSaveProblem?>(FlowSaveProblem.NameTaken);
        }

        if (await c.AccessFlows.Where(f => f.Id == flow.Id && f.Version == flow.Version - 1).ExecuteUpdateAsync(f => f
            .SetProperty(x => x.Name, flow.Name).SetProperty(x => x.Rule, flow.Rule).SetProperty(x => x.IsActive, flow.IsActive)
            .SetProperty(x => x.Version, flow.Version).SetProperty(x => x.ChangedAt, flow.ChangedAt), cancel) == 0)
        {
            return w.Abandon<FlowSaveProblem?>(FlowSaveProblem.Stale);
        }

        c.AccessFlowVersions.Add(VersionOf(flow));
        await c.FlowLabels.Where(l => l.FlowId == flow.Id).ExecuteDeleteAsync(cancel);
        c.FlowLabels.AddRange(LabelsOf(flow));
        w.Audit(audit);
        w.Tell(ChangeOf.AccessFlow, flow.Id.Value);
        await FlowEnds.EndAsync(c, w, flow.Id, ends, by, clock, flow.ChangedAt, cancel);
        return null;
    }, cancel);

    public Task<bool> RemoveAsync(AccessFlowId id, Actor by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        await FlowEnds.EndAsync(c, w, id, _ => true, by, clock, at, cancel);
        w.Audit(audit);
        w.Tell(ChangeOf.AccessFlow, id.Value);
        return await c.AccessFlows.Where(f => f.Id == id).ExecuteDeleteAsync(cancel) == 1 || w.Abandon(false);
    }, cancel);

    private static AccessFlow CopyOf(AccessFlow flow) => new() { Id = flow.Id, Name = flow.Name, IsActive = flow.IsActive, Version = flow.Version, ChangedAt = flow.ChangedAt, Rule = flow.Rule };

    private static IEnumerable<FlowLabel> LabelsOf(AccessFlow flow) => flow.Rule.Labels.Distinct(StringComparer.Ordinal).Select(l => new FlowLabel { FlowId = flow.Id, Label = l });

    private static AccessFlowVersion VersionOf(AccessFlow flow) => new() { FlowId = flow.Id, Version = flow.Version, Name = flow.Name, Rule = flow.Rule, At = flow.ChangedAt };

    private static async Task<List<AccessFlow>> WithBundlesAsync(JitSshContext c, List<AccessFlow> flows, CancellationToken cancel)
    {
        if (flows.Exists(f => f.Rule.Targets.Bundles.Count + f.Rule.Targets.ExceptBundles.Count > 0))
        {
            var bundles = await c.Bundles.ToListAsync(cancel);
            flows.ForEach(f => f.Rule = f.Rule.With(bundles));
        }

        return flows;
    }

    /// <param name="InForce">As <see cref="InForceSql"/> says it.</param>
    /// <param name="Flows">The flows by name.</param>
    private sealed record KnownFlows(string InForce, IReadOnlyList<AccessFlow> Flows);
}
