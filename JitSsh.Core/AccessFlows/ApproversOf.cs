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
    public async Task<IReadOnlyList<string>> WhyNobodyAsync(FlowRule rule, ApprovalCase about, CancellationToken cancel = default)
    {
        List<string> sentences = [];
        foreach (var (i, step) in (rule.Approval?.Steps ?? []).Index().Where(s => !s.Item.IsEmpty))
        {
            var asked = await StepAsync(step, about, cancel);
            var where = rule.Approval!.Steps.Count == 1 ? "" : $"Step {i + 1}: ";
            if (asked.First.Count == 0 && asked.Next.Count == 0)
            {
                sentences.Add($"{where}Nobody who could approve is active: these people are deactivated, or these groups are empty.");
            }
            else if (!step.All && asked.First.Count + asked.Next.Count < step.Needed)
            {
                sentences.Add($"{where}{step.Needed} people have to approve, but only {asked.First.Count + asked.Next.Count} could.");
            }
        }

        return sentences;
    }

    private async Task<IReadOnlyList<PersonId>> RelatedAsync(ApproverRelation relation, ApprovalCase about, CancellationToken cancel)
    {
        List<PersonId> found = [];
        foreach (var id in relation == ApproverRelation.IntegrationOwner ? about.Integrations : [])
        {
            if (await integrations.FindAsync(id, cancel) is { OwnerId: { } owner })
            {
                found.Add(owner);
            }
        }

        return found;
    }
}
