using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Approvals;

/// <summary>What waits for the actor's decision.</summary>
public sealed partial class Tasks
{
    /// <summary>Of so many requests the servers are looked at without being asked for; of the others when somebody wants it.</summary>
    private const int LookedAt = 3;

    private IReadOnlyList<ApproverTask> tasks = [];
    private IReadOnlyList<ApproverTask> reviews = [];
    private IReadOnlyList<Problem> problems = [];
    private IReadOnlyList<Problem> fieldProblems = [];
    private RequestId? refused;
    private ElementReference saidElement;
    private string said = "";

    [Inject]
    private ListTasks List { get; set; } = null!;

    [Inject]
    private PreflightRequest Preflight { get; set; } = null!;

    [Inject]
    private SignReview Sign { get; set; } = null!;

    [Inject]
    private DecideRequest Decide { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of is ChangeOf.Request or ChangeOf.AccessFlow;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        tasks = await List.RunAsync(Actor!, cancel);
        reviews = await List.ReviewsAsync(Actor!, cancel);
    }

    private async Task DecideAsync(ApproverTask task, TaskAnswer answer)
    {
        var (request, name) = (task.Request.Request.Id, task.Request.RequesterName);
        var input = new DecisionInput(answer.Approve, answer.Reason) { Step = task.Request.Request.Step, Servers = answer.Servers, Duration = answer.Duration };
        if (await ActorNowAsync() is not { } actor)
        {
            return;
        }

        await TellAsync(task, await Decide.RunAsync(actor, request, input), $"You {(answer.Approve ? "approved" : "rejected")} {name}'s request for {ServerNames.Of(task.Request.Servers)}.");
    }

    private async Task SignAsync(ApproverTask review, string note)
    {
        if (await ActorNowAsync() is { } actor)
        {
            await TellAsync(review, await Sign.RunAsync(actor, review.Request.Request.Id, note), $"You signed the review of {review.Request.RequesterName}'s emergency.");
        }
    }

    private async Task TellAsync(ApproverTask task, Outcome<Nothing> outcome, string done)
    {
        var (request, name) = (task.Request.Request.Id, task.Request.RequesterName);
        refused = request;
        fieldProblems = [.. outcome.Problems.Where(p => p.Field.Length > 0)];

        // The card may be gone by now, because somebody else was first: the sentence stands above the list, and says whose request it is about.
        var where = ServerNames.Of(task.Request.Servers);
        problems = [.. outcome.Problems.Where(p => p.Field.Length == 0).Select(p => p with { Sentence = $"{name}, {where}: {p.Sentence}" })];
        said = outcome.IsDone ? done : "";
        await RereadAsync();
        if (outcome.IsDone)
        {
            // The button that had the focus is gone.
            await saidElement.FocusAsync(preventScroll: true);
        }
    }
}
