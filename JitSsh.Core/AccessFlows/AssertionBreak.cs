using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.AccessFlows;

/// <summary>That an access flow says what an assertion rules out, with an example.</summary>
/// <param name="Assertion">The assertion.</param>
/// <param name="AssertionName">Its name.</param>
/// <param name="Flow">The flow's name.</param>
/// <param name="Person">Somebody who could get it.</param>
/// <param name="PersonName">Their name.</param>
/// <param name="Server">What they could get.</param>
/// <param name="ServerName">Its name.</param>
/// <param name="Moment">When, in words; null when the assertion is not about times.</param>
public sealed record AssertionBreak(
    FlowAssertionId Assertion, string AssertionName, string Flow, PersonId Person, string PersonName, ServerId Server, string ServerName, string? Moment)
{
    /// <summary>For the flow that would break it.</summary>
    public string Sentence =>
        $"This breaks the assertion '{AssertionName}': {Example}. Change who may ask, for what or when, or change the assertion.";

    /// <summary>For example "Carol could get db-prod, for example on Saturday 00:00 (Europe/Berlin)".</summary>
    public string Example => $"{PersonName} could get {ServerName}{(Moment is null ? "" : $", for example on {Moment}")}";

    /// <summary>The first person and server that a flow lets together although the assertion rules it out; null when there is none. Pure.</summary>
    /// <param name="assertion">The assertion; its bundles have to be known.</param>
    /// <param name="flow">The flow's name.</param>
    /// <param name="hours">The flow's hours; null is always.</param>
    /// <param name="grantees">Whom the flow names.</param>
    /// <param name="targets">Which servers it matches.</param>
    /// <param name="concerned">Whom the assertion names.</param>
    /// <param name="now">Hours are compared for a year from here.</param>
    public static AssertionBreak? Find(
        FlowAssertion assertion, string flow, AccessHours? hours, IEnumerable<Person> grantees, IEnumerable<ServerFacts> targets, IEnumerable<Person> concerned, DateTimeOffset now)
    {
        if (OpenHours.FirstInBoth(hours, assertion.Hours, now) is not { } moment)
        {
            return null;
        }

        var never = concerned.Select(p => p.Id).ToHashSet();
        return grantees.FirstOrDefault(p => never.Contains(p.Id)) is { } person && targets.FirstOrDefault(assertion.Targets.Matches) is { } server
            ? new(assertion.Id, assertion.Name, flow, person.Id, person.Name, server.Id, server.Name, assertion.Hours?.Words(moment))
            : null;
    }
}
