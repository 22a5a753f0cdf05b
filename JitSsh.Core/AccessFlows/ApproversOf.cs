using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Core.AccessFlows;

/// <summary>What of a request decides who is asked about it.</summary>
/// <param name="Requester">Who asks; they are never asked about it themselves. Null when a flow is looked at without a request.</param>
/// <param name="Integrations">The integrations of its servers.</param>
public sealed record ApprovalCase(PersonId? Requester, IReadOnlyCollection<IntegrationId> Integrations);

/// <summary>Who is asked in a step, each active and none of them the requester.</summary>
/// <param name="First">Those asked at once.</param>
/// <param name="Next">Those asked besides after a time, without those who are asked at once.</param>
public sealed record StepApprovers(IReadOnlyList<Person> First, IReadOnlyList<Person> Next)
{
    /// <summary>Those asked now.</summary>
    /// <param name="escalated">True after the time.</param>
    public IReadOnlyList<Person> Now(bool escalated) => escalated ? [.. First, .. Next] : First;

    /// <summary>The same without this person.</summary>
    public StepApprovers Without(PersonId person) => new([.. First.Where(p => p.Id != person)], [.. Next.Where(p => p.Id != person)]);
}

/// <summary>Who is asked to approve. The one place that knows whom a step names: people, groups, shifts, and those who have to do with the request.</summary>
public sealed class ApproversOf(IPeopleStore people, IIntegrationStore integrations, TimeProvider clock)
{
    /// <summary>Whom a step asks about a request now.</summary>
    public async Task<StepApprovers> StepAsync(ApprovalStep step, ApprovalCase about, CancellationToken cancel = default)
    {
        var now = clock.GetUtcNow();
        var named = step.Approvers.IsEmpty ? [] : await people.ActiveAmongAsync(step.Approvers, now, cancel);
        List<PersonId> related = [];
        foreach (var relation in step.Relations)
        {
            related.AddRange(await RelatedAsync(relation, about, cancel));
        }

        var more = related.Count == 0 ? [] : await people.ActiveAmongAsync(related, [], [], now, cancel);
        List<Person> first = [.. named.UnionBy(more, p => p.Id).Where(p => p.Id != about.Requester)];
        var next = step.EscalatesTo is { IsEmpty: false } others ? await people.ActiveAmongAsync(others, now, cancel) : [];
        return new(first, [.. next.ExceptBy(first.Select(p => p.Id), p => p.Id).Where(p => p.Id != about.Requester)]);
    }

    /// <summary>True when a step may ask this person, now or after its time. For what people have to do with a request it says yes: then the request itself has to be looked at.</summary>
    public static bool MayAsk(ApprovalStep step, PersonId person, Memberships memberships) =>
        step.Approvers.Names(person, memberships) || step.EscalatesTo?.Names(person, memberships) == true || step.Relations.Count > 0;

    /// <summary>Why nobody could approve what this rule governs, as sentences; empty when somebody can in every step.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="about">The request; without a requester when a flow is saved.</param>
    /// <param name="asking">Everybody who may ask, where a flow is saved: when that is one person, they are not among those who can approve.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<string>> WhyNobodyAsync(FlowRule rule, ApprovalCase about, IReadOnlyCollection<PersonId>? asking = null, CancellationToken cancel = default)
    {
        List<string> sentences = [];
        foreach (var (i, step) in (rule.Approval?.Steps ?? []).Index().Where(s => !s.Item.IsEmpty))
        {
            if (about.Requester is null && DependsOnTheRequest(step))
            {
                continue;
            }

            var asked = (await StepAsync(step, about, cancel)).Now(escalated: true);
            var where = rule.Approval!.Steps.Count == 1 ? "" : $"Step {i + 1}: ";

            // Whoever is the only one who may ask approves nothing under this rule.
            var only = asking is { Count: 1 } ? asked.FirstOrDefault(p => asking.Contains(p.Id)) : null;
            var able = asked.Count - (only is null ? 0 : 1);
            if (asked.Count == 0)
            {
                sentences.Add($"{where}Nobody who could approve is active: these people are deactivated, or these groups are empty.");
            }
            else if (able == 0)
            {
                sentences.Add($"{where}Nobody could approve this: {only!.Name} is the only one who approves and the only one who may ask, and nobody approves their own request.");
            }
            else if (!step.All && able < step.Needed)
            {
                sentences.Add($"{where}{step.Needed} people have to approve, but only {able} could.");
            }
        }

        return sentences;
    }

    // Shifts change hands, and each requester has a manager of their own: such a step is asked about at each request.
    private static bool DependsOnTheRequest(ApprovalStep step) =>
        step.Relations.Contains(ApproverRelation.Manager) || step.Approvers.Shifts.Count > 0 || step.EscalatesTo is { Shifts.Count: > 0 };

    private async Task<IReadOnlyList<PersonId>> RelatedAsync(ApproverRelation relation, ApprovalCase about, CancellationToken cancel)
    {
        if (relation == ApproverRelation.Manager)
        {
            return about.Requester is { } requester && await people.ManagerOfAsync(requester, cancel) is { } manager ? [manager.Id] : [];
        }

        List<PersonId> found = [];
        foreach (var id in about.Integrations)
        {
            if (await integrations.FindAsync(id, cancel) is { OwnerId: { } owner })
            {
                found.Add(owner);
            }
        }

        return found;
    }
}
