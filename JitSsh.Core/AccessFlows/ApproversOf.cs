using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.AccessFlows;

/// <summary>What of a request decides who is asked about it.</summary>
/// <param name="Requester">Who asks; they are never asked about it themselves. Null when a flow is looked at without a request.</param>
/// <param name="Integrations">The integrations of its servers.</param>
public sealed record ApprovalCase(PersonId? Requester, IReadOnlyCollection<IntegrationId> Integrations)
{
    /// <summary>Its servers.</summary>
    public IReadOnlyCollection<ServerFacts> Servers { get; init; } = [];

    /// <summary>Who asked for the requester; they are never asked about it either. Null when nobody did.</summary>
    public PersonId? AskedBy { get; init; }

    /// <summary>What a request for these servers is about.</summary>
    public static ApprovalCase Of(PersonId? requester, IReadOnlyCollection<ServerFacts> servers) => new(requester, [.. servers.Select(s => s.IntegrationId).Distinct()]) { Servers = servers };

    /// <summary>True for people who may be asked about it.</summary>
    public bool MayAsk(Person person) => person.Id != Requester && person.Id != AskedBy;
}

/// <summary>Who is asked in a step, each active and none of them the requester.</summary>
/// <param name="First">Those asked at once.</param>
/// <param name="Next">Those asked besides after a time, without those who are asked at once.</param>
public sealed record StepApprovers(IReadOnlyList<Person> First, IReadOnlyList<Person> Next)
{
    /// <summary>Where the step asks the owner of each server: its servers with their owners, also those who cannot approve. Empty where it does not.</summary>
    public IReadOnlyList<OwnedServer> Owned { get; init; } = [];

    /// <summary>Those of <see cref="First"/> who are asked about the whole request. The others are asked as owners, each for their own servers.</summary>
    public IReadOnlySet<PersonId> Whole { get; init; } = new HashSet<PersonId>();

    /// <summary>The servers for which nobody in this step can approve: their owner is not known, or is who asks, and nobody is asked about the whole request.</summary>
    public IReadOnlyList<OwnedServer> Ownerless =>
        Next.Count > 0 || First.Any(p => Whole.Contains(p.Id)) ? [] : [.. Owned.Where(o => !First.Any(p => p.Id == o.Owner))];

    /// <summary>True when the approvals of these people are for every server that is kept.</summary>
    /// <param name="has">True for people who have approved, or in whose place somebody has.</param>
    /// <param name="escalated">True once <see cref="Next"/> is asked.</param>
    /// <param name="kept">True for the servers that are approved.</param>
    public bool Covers(Func<PersonId, bool> has, bool escalated, Func<ServerId, bool> kept) =>
        Owned.Count == 0 || Whole.Any(has) || (escalated && Next.Any(p => has(p.Id))) || Owned.Where(o => kept(o.Server)).All(o => o.Owner is { } owner && has(owner));

    /// <summary>Those of <see cref="First"/> who are asked, when only these servers are kept.</summary>
    public IEnumerable<PersonId> FirstFor(Func<ServerId, bool> kept) =>
        First.Select(p => p.Id).Where(p => Owned.Count == 0 || Whole.Contains(p) || Owned.Any(o => o.Owner == p && kept(o.Server)));

    /// <summary>Those asked now.</summary>
    /// <param name="escalated">True after the time.</param>
    public IReadOnlyList<Person> Now(bool escalated) => escalated ? [.. First, .. Next] : First;

    /// <summary>The same without this person.</summary>
    public StepApprovers Without(PersonId person) =>
        this with { First = [.. First.Where(p => p.Id != person)], Next = [.. Next.Where(p => p.Id != person)], Whole = Whole.Where(p => p != person).ToHashSet() };
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
        List<Person> whole = [.. named.UnionBy(more, p => p.Id).Where(about.MayAsk)];
        var (owned, owners) = step.Relations.Contains(ApproverRelation.ServerOwner) ? await OwnedAsync(about.Servers, cancel) : ([], []);
        List<Person> first = [.. whole.UnionBy(owners, p => p.Id).Where(about.MayAsk)];
        var next = step.EscalatesTo is { IsEmpty: false } others ? await people.ActiveAmongAsync(others, now, cancel) : [];
        return new(first, [.. next.ExceptBy(first.Select(p => p.Id), p => p.Id).Where(about.MayAsk)])
        {
            Owned = owned,
            Whole = whole.Select(p => p.Id).ToHashSet(),
        };
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

            var found = await StepAsync(step, about, cancel);
            var asked = found.Now(escalated: true);
            var where = rule.Approval!.Steps.Count == 1 ? "" : $"Step {i + 1}: ";
            if (about.Requester is null && step.Relations.Contains(ApproverRelation.ServerOwner) && (found.Owned.Count == 0 || asked.Count == 0))
            {
                // What is discovered later may have an owner. Where there are servers and none has one, it is said now.
                sentences.AddRange(found.Owned.Count == 0 ? [] : [$"{where}Nobody could approve this: none of these {found.Owned.Count} servers has an owner. {OwnedServer.WhatToDo(found.Owned)}"]);
                continue;
            }

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

    /// <summary>Why nobody could approve a request, at its field; null when somebody can for every server in every step.</summary>
    /// <param name="flow">The flow that governs it.</param>
    /// <param name="about">The request.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Problem?> WhyNobodyAsync(AccessFlow flow, ApprovalCase about, CancellationToken cancel = default)
    {
        foreach (var step in (flow.Rule.Approval?.Steps ?? []).Where(s => s.Relations.Contains(ApproverRelation.ServerOwner)))
        {
            if ((await StepAsync(step, about, cancel)).Ownerless is { Count: > 0 } ownerless)
            {
                return new("Servers", OwnedServer.WhyNobody(ownerless));
            }
        }

        return (await WhyNobodyAsync(flow.Rule, about, cancel: cancel)).Count == 0 ? null
            : new("", $"Nobody could approve this: the access flow '{flow.Name}' names no active person but {(about.AskedBy is null ? "you" : "you and who gets it")}, or too few. Tell an admin.");
    }

    /// <summary>How many of these servers have no owner, as a sentence; null where every one has one, and where no step asks for it.</summary>
    public async Task<string?> WithoutOwnerAsync(FlowRule rule, IReadOnlyCollection<ServerFacts> servers, CancellationToken cancel = default)
    {
        var steps = (rule.Approval?.Steps ?? []).Where(s => s.Relations.Contains(ApproverRelation.ServerOwner)).ToList();
        if (steps.Count == 0)
        {
            return null;
        }

        List<OwnedServer> without = [.. (await OwnedAsync(servers, cancel)).Owned.Where(o => o.Owner is null)];
        if (without.Count == 0)
        {
            return null;
        }

        // A manager is there at most requests, but not at all: then it is said when somebody asks.
        var others = steps.TrueForAll(s => !s.Approvers.IsEmpty || s.EscalatesTo is { IsEmpty: false } || s.Relations.Count > 1);
        return $"{without.Count} of {Count(servers.Count, "server")} {(without.Count == 1 ? "has" : "have")} no owner: {OwnedServer.Names(without)}. "
            + (others ? $"For {(without.Count == 1 ? "it" : "them")} only the others whom the step asks can approve." : $"A request for {(without.Count == 1 ? "it" : "them")} is refused, since nobody could approve it.");
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private async Task<(IReadOnlyList<OwnedServer> Owned, IReadOnlyList<Person> Owners)> OwnedAsync(IReadOnlyCollection<ServerFacts> servers, CancellationToken cancel)
    {
        Dictionary<IntegrationId, string> tags = [];
        foreach (var id in servers.Select(s => s.IntegrationId).Distinct())
        {
            tags[id] = (await integrations.FindAsync(id, cancel))?.Source.OwnerTagInForce ?? SourceSettings.UsualOwnerTag;
        }

        var tagged = OwnedServer.Tagged(servers, tags);
        var emails = OwnedServer.Emails(tagged);
        var owners = emails.Count == 0 ? [] : await people.ActiveWithAsync(emails, cancel);
        return (OwnedServer.By(tagged, owners), owners);
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

        if (relation == ApproverRelation.ServerOwner)
        {
            return [];
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
