using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>Who may decide on a request, within a transaction that is under way; by the same rule as <see cref="DecideRequest"/>.</summary>
internal static class Approvers
{
    public static async Task<IReadOnlyList<PersonId>> OfAsync(JitSshContext c, AccessRequest request, DateTimeOffset at, CancellationToken cancel) =>
        await c.AccessFlows.FirstOrDefaultAsync(f => f.Id == request.FlowId, cancel) is { IsActive: true, Rule.Approvers: { } rule }
            ? [.. (await PeopleOfRule.ActiveAmongAsync(rule, (people, groups, shifts) => PeopleStore.AmongAsync(c, people, groups, shifts, at, cancel), () => PeopleStore.ActiveAsync(c, cancel)))
                .Select(p => p.Id).Where(p => p != request.RequesterId)]
            : [];
}
