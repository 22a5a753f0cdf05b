using JitSsh.Core.People;

namespace JitSsh.Core.AccessFlows;

/// <summary>Whom a rule names.</summary>
public static class PeopleOfRule
{
    /// <summary>The active people that it names at a moment, each once.</summary>
    public static Task<IReadOnlyList<Person>> ActiveAmongAsync(this IPeopleStore people, PeopleRule rule, DateTimeOffset at, CancellationToken cancel) =>
        people.ActiveAmongAsync(rule.People, rule.Groups, rule.Shifts, at, cancel);
}
