using FsCheck;
using FsCheck.Fluent;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Servers;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>The database's condition for what a flow says about servers, against the rule itself, for any rule and odd servers.</summary>
public sealed class TargetFilterTests : IAsyncLifetime
{
    private static readonly BundleId[] Bundles = [.. Enumerable.Range(0, 2).Select(n => new BundleId(new Guid(7, (short)n, 0, new byte[8])))];
    private static readonly string[] Patterns = ["*", "web-*", "WEB-?", "db_*", "*%*", "a\\b", "größe", "GRÖSSE-*", "?", "prod-[12]"];
    private static readonly string[] ResourceGroups = ["rg-web", "RG-DB", "größe"];
    private static readonly string[] Regions = ["westeurope", "WestEurope", "northeurope"];
    private static readonly TagRule[] Tags = [new("env", "prod"), new("ENV", "prod"), new("env", "PROD"), new("env", ""), new("team", "a b"), new("straße", "x"), new("none", "")];

    private AnsweredServer site = null!;
    private IReadOnlyList<ServerFacts> servers = [];

    public async ValueTask InitializeAsync()
    {
        site = await AnsweredServer.StartAsync();
        string[] names = ["web-1", "Web-2", "web-10", "db_1", "dbx1", "50%", "a\\b", "größe", "GRÖSSE-1", "prod-[12]", "prod-1"];
        var random = new Random(1);
        DiscoveredServer[] found =
        [
            .. names.Select((name, n) => new DiscoveredServer
            {
                ExternalId = name, Name = name, Address = "192.0.2.1", ResourceGroup = n % 4 == 3 ? null : ResourceGroups[n % 3], Region = n % 5 == 4 ? null : Regions[n % 3],
                Tags = Tags.Where(_ => random.Next(3) == 0).DistinctBy(t => t.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(t => t.Name, t => t.Value, StringComparer.OrdinalIgnoreCase),
            }),
        ];
        await site.Core.Get<IDiscoveryStore>().ApplyAsync(site.Integration, new(found, [new("s", "s", true, true, DiscoveryCounts.None)], []), default);
        servers = await site.Core.Get<IServerStore>().FactsAsync(default);
        Assert.True(servers.Count >= names.Length);
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Matching_AnyRules_LetsThroughAllThatTheyMatch_AndNothingElseOfWhatItCanCompare()
    {
        foreach (var rules in Gen.Sample(Rules, 400))
        {
            var let = (await site.Core.Get<IAccessFlowStore>().MatchingAsync(rules, null, new(0, 100), default)).Items;
            var right = servers.Where(s => rules.Any(r => r.Matches(s))).Select(s => s.Name).Order(StringComparer.Ordinal).ToList();
            Assert.Equal(right, let.Where(s => rules.Any(r => r.Matches(s))).Select(s => s.Name).Order(StringComparer.Ordinal));
            if (rules.All(IsPlain))
            {
                Assert.Equal(right, let.Select(s => s.Name).Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public async Task Matching_TagsChangedAtTheNextDiscovery_FindsTheNewOnes()
    {
        TargetRule green = new() { Integrations = [site.Integration], Tags = [new("colour", "green")] };
        Assert.Empty((await site.Core.Get<IAccessFlowStore>().MatchingAsync([green], null, Page.First, default)).Items);
        foreach (var (colour, count) in new[] { ("green", 1), ("blue", 0) })
        {
            DiscoveredServer found = new() { ExternalId = "web-1", Name = "web-1", Address = "192.0.2.1", Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["Colour"] = colour } };
            await site.Core.Get<IDiscoveryStore>().ApplyAsync(site.Integration, new([found], [new("s", "s", true, true, DiscoveryCounts.None)], []), default);
            Assert.Equal(count, (await site.Core.Get<IAccessFlowStore>().MatchingAsync([green], null, Page.First, default)).Total);
        }
    }

    private Gen<TargetRule[]> Rules =>
        from count in Gen.Choose(1, 3)
        from rules in Gen.ArrayOf(Gen.OneOf(Rule([]), Rule([]), Bundled), count)
        select rules;

    private Gen<TargetRule> Bundled =>
        from outer in Rule(Bundles)
        from a in Rule([])
        from b in Rule([])
        from known in Gen.Elements(1, 2)
        select outer.With(new[] { a, b }.Take(known).Select((rule, n) => new Bundle { Id = Bundles[n], Name = $"{n}", Targets = rule, ChangedAt = default }));

    private Gen<TargetRule> Rule(BundleId[] bundles) =>
        from integrations in Gen.Elements(true, true, false)
        from names in Some(Patterns)
        from exceptNames in Some(Patterns)
        from groups in Some(ResourceGroups)
        from exceptGroups in Some(ResourceGroups)
        from regions in Some(Regions)
        from exceptRegions in Some(Regions)
        from tags in Some(Tags)
        from exceptTags in Some(Tags)
        from named in Some([.. servers.Select(s => s.Id)])
        from exceptNamed in Some([.. servers.Select(s => s.Id)])
        from within in Some(bundles)
        from exceptWithin in Some(bundles)
        select new TargetRule
        {
            Integrations = integrations ? [site.Integration] : [], Names = names, ExceptNames = exceptNames, ResourceGroups = groups, ExceptResourceGroups = exceptGroups, Regions = regions,
            ExceptRegions = exceptRegions, Tags = tags, ExceptTags = exceptTags, Servers = named, ExceptServers = exceptNamed, Bundles = within, ExceptBundles = exceptWithin,
        };

    /// <summary>Often none, sometimes one or two.</summary>
    private static Gen<T[]> Some<T>(T[] among) => among.Length == 0 ? Gen.Constant<T[]>([]) :
        from count in Gen.Elements(0, 0, 0, 1, 2)
        from some in Gen.ArrayOf(Gen.Elements(among), count)
        select some;

    private static bool IsPlain(TargetRule rule) =>
        rule.Names.Concat(rule.ExceptNames).Concat(rule.ResourceGroups).Concat(rule.ExceptResourceGroups).Concat(rule.Tags.Concat(rule.ExceptTags).Select(t => t.Name)).All(t => t.All(char.IsAscii))
        && rule.Known.Values.All(IsPlain);
}
