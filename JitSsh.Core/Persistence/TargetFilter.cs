using System.Linq.Expressions;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;
using Condition = System.Linq.Expressions.Expression<System.Func<JitSsh.Core.Servers.Server, bool>>;

namespace JitSsh.Core.Persistence;

/// <summary>
/// What a flow says about servers (<see cref="TargetMatch"/>) as a condition of the database, so that the servers that a person may ask for are found without reading all there are.
/// It is never narrower than the rule: what the database cannot compare as the rule does (letters beyond ASCII without regard to case) it lets through. Whoever asks holds the rule itself
/// against what comes back; a property test compares the two.
/// </summary>
internal static class TargetFilter
{
    private static readonly Condition All = _ => true;
    private static readonly Condition None = _ => false;

    /// <summary>Servers that one of the rules may match.</summary>
    public static Condition AnyOf(JitSshContext c, IEnumerable<TargetRule> rules) => Any(rules.Select(r => Of(c, r)));

    private static Condition Of(JitSshContext c, TargetRule rule) => And(Includes(c, rule), Not(Excludes(c, rule)));

    private static Condition Includes(JitSshContext c, TargetRule rule)
    {
        List<Condition> ways = [];
        if (rule.Servers.Count > 0)
        {
            ways.Add(s => rule.Servers.Contains(s.Id));
        }

        if (rule.Integrations.Count > 0)
        {
            Condition integration = s => rule.Integrations.Contains(s.IntegrationId);
            Condition[] narrower =
            [
                .. rule.Tags.Select(t => Tagged(c, t)),
                .. Narrow(rule.Names, Named, All),
                .. Narrow(rule.ResourceGroups, InResourceGroup, All),
                .. Narrow(rule.Regions, InRegion, All),
            ];
            ways.Add(narrower.Aggregate(integration, And));
        }

        ways.AddRange(rule.Bundles.Where(rule.Known.ContainsKey).Select(b => Of(c, rule.Known[b])));
        return Any(ways);
    }

    private static Condition Excludes(JitSshContext c, TargetRule rule)
    {
        List<Condition> ways = [.. rule.ExceptTags.Select(t => Tagged(c, t, orElse: None)), .. rule.ExceptBundles.Select(b => rule.Known.TryGetValue(b, out var bundle) ? Surely(c, bundle) : All)];
        if (rule.ExceptServers.Count > 0)
        {
            ways.Add(s => rule.ExceptServers.Contains(s.Id));
        }

        ways.AddRange(rule.ExceptNames.Select(p => Compared(p, Named, None)));
        ways.AddRange(rule.ExceptResourceGroups.Select(g => Compared(g, InResourceGroup, None)));
        ways.AddRange(rule.ExceptRegions.Select(r => Compared(r, InRegion, None)));
        return Any(ways);
    }

    /// <summary>Servers that a bundle matches for certain: one that the database cannot compare leaves out none here, and the rule decides.</summary>
    private static Condition Surely(JitSshContext c, TargetRule bundle) => IsComparable(bundle) ? Of(c, bundle) : None;

    private static bool IsComparable(TargetRule rule) =>
        rule.Names.Concat(rule.ExceptNames).Concat(rule.ResourceGroups).Concat(rule.ExceptResourceGroups).Concat(rule.Regions).Concat(rule.ExceptRegions)
            .Concat(rule.Tags.Concat(rule.ExceptTags).Select(t => t.Name)).All(IsPlain)
        && rule.Bundles.Concat(rule.ExceptBundles).All(b => !rule.Known.TryGetValue(b, out var inner) || IsComparable(inner));

    private static IEnumerable<Condition> Narrow(IReadOnlyList<string> texts, Func<string, Condition> condition, Condition orElse) =>
        texts.Count == 0 ? [] : [Any(texts.Select(t => Compared(t, condition, orElse)))];

    private static Condition Compared(string text, Func<string, Condition> condition, Condition orElse) => IsPlain(text) ? condition(text.ToLowerInvariant()) : orElse;

    private static bool IsPlain(string text) => text.All(char.IsAscii);

    private static Condition Tagged(JitSshContext c, TagRule tag) => Tagged(c, tag, All);

    private static Condition Tagged(JitSshContext c, TagRule tag, Condition orElse)
    {
        var (name, value) = (ServerTags.NameOf(tag.Name), tag.Value);
        return !IsPlain(tag.Name) ? orElse
            : value.Length == 0 ? s => c.ServerTags.Where(t => t.Name == name).Select(t => t.ServerId).Contains(s.Id)
            : s => c.ServerTags.Where(t => t.Name == name && t.Value == value).Select(t => t.ServerId).Contains(s.Id);
    }

    private static Condition Named(string pattern)
    {
        var like = Like.Wildcards(pattern);
        return like.All(l => l == '%') ? All : s => EF.Functions.Like(s.Name.ToLower(), like, Like.Escape);
    }

    private static Condition InResourceGroup(string name) => s => s.ResourceGroup != null && s.ResourceGroup.ToLower() == name;

    private static Condition InRegion(string name) => s => s.Region != null && s.Region.ToLower() == name;

    private static Condition Any(IEnumerable<Condition> conditions)
    {
        var some = conditions.Where(x => x != None).ToList();
        return some.Count == 0 ? None : some.Contains(All) ? All : some.Aggregate((a, b) => Join(a, b, Expression.OrElse));
    }

    private static Condition And(Condition a, Condition b) => a == All ? b : b == All ? a : a == None || b == None ? None : Join(a, b, Expression.AndAlso);

    private static Condition Not(Condition a) => a == All ? None : a == None ? All : Expression.Lambda<Func<Server, bool>>(Expression.Not(a.Body), a.Parameters);

    private static Condition Join(Condition a, Condition b, Func<Expression, Expression, BinaryExpression> how) =>
        Expression.Lambda<Func<Server, bool>>(how(a.Body, new Renamed(b.Parameters[0], a.Parameters[0]).Visit(b.Body)), a.Parameters);

    private sealed class Renamed(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : base.VisitParameter(node);
    }
}
