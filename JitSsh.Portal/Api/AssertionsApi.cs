using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;

namespace JitSsh.Portal.Api;

/// <summary>Assertions about access flows; for admins.</summary>
internal static class AssertionsApi
{
    public static void MapAssertions(this RouteGroupBuilder api)
    {
        var assertions = api.MapGroup("/assertions").WithTags("Assertions").TakesUpTo(ApiLimits.LargeBody);
        assertions.MapGet("/", ListAsync).WithSummary("Lists the assertions, and the access flows that break them now.").Refuses(404);
        assertions.MapPost("/", AddAsync).WithSummary("Adds an assertion: no access flow that breaks it is saved any more.").Refuses(404, 422);
        assertions.MapGet("/{id:guid}", GetAsync).WithSummary("Shows an assertion.").Refuses(404);
        assertions.MapPut("/{id:guid}", ChangeAsync).WithSummary("Changes an assertion; 409 when somebody else changed it since yours.").Refuses(404, 409, 422);
        assertions.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Removes an assertion.").Refuses(404);
    }

    private static async Task<Answer<IReadOnlyList<AssertionView>>> ListAsync(Caller caller, ListAssertions assertions, CancellationToken cancel) =>
        (await assertions.RunAsync(caller.Actor, cancel)).ShowAll(AssertionView.Of);

    private static async Task<Made<FlowAssertionId>> AddAsync(Caller caller, AssertionBody body, SaveAssertion save, CancellationToken cancel) =>
        (await save.AddAsync(caller.Actor, new(body.Name, body.People, body.Targets, body.Hours), cancel)).Made("/api/v1/assertions");

    private static async Task<Answer<AssertionView>> GetAsync(Caller caller, FlowAssertionId id, ListAssertions assertions, CancellationToken cancel) =>
        (await assertions.FindAsync(caller.Actor, id, cancel)).Show(AssertionView.Of);

    private static async Task<Done> ChangeAsync(Caller caller, FlowAssertionId id, AssertionChangeBody body, SaveAssertion save, CancellationToken cancel) =>
        (await save.ChangeAsync(caller.Actor, id, body.Version, new(body.Name, body.People, body.Targets, body.Hours), cancel)).Done();

    private static async Task<Done> RemoveAsync(Caller caller, FlowAssertionId id, SaveAssertion save, CancellationToken cancel) =>
        (await save.RemoveAsync(caller.Actor, id, cancel)).Done();
}

/// <summary>What no access flow may say.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Version">Grows with each change.</param>
/// <param name="People">Who never gets them.</param>
/// <param name="Targets">What they never get.</param>
/// <param name="Hours">When they do not; null is never at all.</param>
/// <param name="Breaks">The active access flows that break it now, with an example each.</param>
/// <param name="ChangedAt">When it was last changed.</param>
internal sealed record AssertionView(
    FlowAssertionId Id, string Name, int Version, PeopleRule People, TargetRule Targets, AccessHours? Hours, IReadOnlyList<AssertionBreakView> Breaks, DateTimeOffset ChangedAt)
{
    public static AssertionView Of(AssertionRow r) => new(
        r.Assertion.Id, r.Assertion.Name, r.Assertion.Version, r.Assertion.People, r.Assertion.Targets, r.Assertion.Hours,
        [.. r.Breaks.Select(b => new AssertionBreakView(b.Flow, b.Person, b.Server, b.Example))], r.Assertion.ChangedAt);
}

/// <summary>An access flow that breaks an assertion.</summary>
/// <param name="Flow">The flow's name.</param>
/// <param name="Person">Somebody who could get it.</param>
/// <param name="Server">What they could get.</param>
/// <param name="Example">Both in a sentence.</param>
internal sealed record AssertionBreakView(string Flow, PersonId Person, ServerId Server, string Example);

/// <summary>An assertion to add.</summary>
internal record AssertionBody
{
    /// <summary>The name; unique.</summary>
    public required string Name { get; init; }

    /// <summary>Who never gets them.</summary>
    public required PeopleRule People { get; init; }

    /// <summary>What they never get.</summary>
    public required TargetRule Targets { get; init; }

    /// <summary>When they do not; null is never at all.</summary>
    public AccessHours? Hours { get; init; }
}

/// <summary>An assertion to change.</summary>
internal sealed record AssertionChangeBody : AssertionBody
{
    /// <summary>The version that this changes, as it was read.</summary>
    public required int Version { get; init; }
}
