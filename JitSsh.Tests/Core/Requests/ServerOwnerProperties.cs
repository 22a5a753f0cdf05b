using FsCheck;
using FsCheck.Fluent;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using Xunit;

namespace JitSsh.Tests.Core.Requests;

/// <summary>What holds of a step that asks the owner of each server, for any owners, approvals and servers.</summary>
public sealed class ServerOwnerProperties
{
    private static readonly Person[] People = [.. Enumerable.Range(0, 5).Select(n => new Person { Id = new(new Guid(1, (short)n, 0, new byte[8])), Name = $"p{n}", Email = $"p{n}@example.com", Role = Role.Member, AddedAt = default })];

    private static readonly PersonId[] Ids = [.. People.Select(p => p.Id)];

    private static readonly ServerId[] Servers = [.. Enumerable.Range(0, 3).Select(n => new ServerId(new Guid(2, (short)n, 0, new byte[8])))];

    // The last person asks, and may be an owner, too.
    private static readonly Gen<Case> Cases =
        from owners in Gen.Elements(new PersonId?[] { null, Ids[0], Ids[1], Ids[2], Ids[4] }).ArrayOf(3)
        from whole in Some(Ids[2], Ids[3])
        from next in Some(Ids[0], Ids[3])
        from others in Gen.Elements(true, false, false)
        from all in Gen.Elements(true, false)
        from needed in Gen.Elements(1, 1, 2)
        from escalated in Gen.Elements(true, false)
        from approved in Some(Ids[0], Ids[1], Ids[2], Ids[3])
        from deciding in Gen.Elements(Ids[0], Ids[1], Ids[2], Ids[3])
        from kept in Some(Servers)
        select new Case(owners, others ? whole : [], others ? next : [], all, needed, escalated, approved, deciding, [.. kept.DefaultIfEmpty(Servers[0])]);

    [Fact]
    public void IsOver_AlwaysHasAnApprovalForEveryServerThatIsKept() => Check(c =>
        !c.IsOver() || c.Kept.All(s => c.Approved.Append(c.Deciding).Any(p => c.OwnerOf(s) == p || c.Whole.Contains(p) || (c.Escalated && c.Next.Contains(p)))));

    [Fact]
    public void IsOver_OneMoreApproval_StaysOver() => Check(c => !c.IsOver() || Ids.Take(4).All(more => (c with { Approved = [.. c.Approved.Append(more).Distinct()] }).IsOver()));

    [Fact]
    public void IsOver_OneServerFewer_StaysOver() => Check(c => c.Kept.Length == 1 || !c.IsOver() || c.Kept.All(gone => (c with { Kept = [.. c.Kept.Where(s => s != gone)] }).IsOver()));

    [Fact]
    public void IsOver_OrderOfServersAndApprovals_PlaysNoPart() => Check(c =>
        c.IsOver() == (c with { Approved = [.. Enumerable.Reverse(c.Approved)], Kept = [.. Enumerable.Reverse(c.Kept)] }).IsOver(Enumerable.Reverse));

    [Fact]
    public void Ownerless_Kept_IsNeverOver() => Check(c => !c.Step().Asked.Ownerless.Any(o => c.Kept.Contains(o.Server)) || !c.IsOver());

    [Fact]
    public void Ownerless_None_IsOverOnceEverybodyAskedHasApproved() => Check(c =>
        c.Step().Asked is { Ownerless.Count: > 0 } || c.Step().Asked.Now(escalated: true).Count < c.Needed
        || (c with { Approved = [.. c.Step().Asked.Now(escalated: true).Select(p => p.Id)], Escalated = true }).IsOver());

    [Fact]
    public void Tag_ReadWithoutCase_NamesTheActivePerson()
    {
        var facts = new ServerFacts(
            Servers[0], "web-01", new(new Guid(3, 0, 0, new byte[8])), "i", null, null, new Dictionary<string, string> { ["OWNER"] = " P1@Example.COM " }, [], ServerHealth.Ready);
        var tagged = OwnedServer.Tagged([facts], new Dictionary<IntegrationId, string> { [facts.IntegrationId] = "owner" });
        Assert.Equal(["p1@example.com"], OwnedServer.Emails(tagged));
        Assert.Equal(Ids[1], Assert.Single(OwnedServer.By(tagged, People)).Owner);
        var gone = new Person { Id = Ids[1], Name = "p1", Email = "p1@example.com", Role = Role.Member, AddedAt = default, IsActive = false };
        Assert.Null(Assert.Single(OwnedServer.By(tagged, [gone])).Owner);
        Assert.Null(Assert.Single(OwnedServer.By(OwnedServer.Tagged([facts], new Dictionary<IntegrationId, string> { [facts.IntegrationId] = "contact" }), People)).Owner);
    }

    private static void Check(Func<Case, bool> holds) => Prop.ForAll(Cases.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static Gen<T[]> Some<T>(params T[] of) => Gen.Choose(0, (1 << of.Length) - 1).Select(bits => of.Where((_, n) => (bits & (1 << n)) != 0).ToArray());

    private sealed record Case(PersonId?[] Owners, PersonId[] Whole, PersonId[] Next, bool All, int Needed, bool Escalated, PersonId[] Approved, PersonId Deciding, ServerId[] Kept)
    {
        public PersonId? OwnerOf(ServerId server) => Owners[Array.IndexOf(Servers, server)];

        public bool IsOver(Func<IEnumerable<OwnedServer>, IEnumerable<OwnedServer>>? order = null) => Step(order).IsOverWith([Deciding], Kept.Contains);

        public StepNow Step(Func<IEnumerable<OwnedServer>, IEnumerable<OwnedServer>>? order = null)
        {
            var owned = Servers.Select(s => new OwnedServer(s, "s", "owner", "v", OwnerOf(s)));
            var first = People.Where(p => p.Id != Ids[4] && (Whole.Contains(p.Id) || Owners.Contains(p.Id))).ToList();
            var rule = new ApprovalRule { Steps = [new() { Approvers = new(Whole, []), Relations = [ApproverRelation.ServerOwner], All = All, Needed = Needed }] };
            return new(
                new() { Id = default, Name = "f", ChangedAt = default, Rule = new() { Grantees = new([], []), Targets = new() { Integrations = [] }, MaxDuration = default, Approval = rule } },
                rule,
                0,
                new(first, [.. People.Where(p => Next.Contains(p.Id) && !first.Contains(p))]) { Owned = [.. order?.Invoke(owned) ?? owned], Whole = Whole.ToHashSet() },
                Escalated,
                [.. Approved.Where(p => p != Deciding).Select(p => new Decision { RequestId = default, ApproverId = p, Approved = true, Reason = "", At = default })],
                [],
                Ids[4]);
        }
    }
}
