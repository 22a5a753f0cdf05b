using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace JitSsh.Portal.Approvals;

/// <summary>An approver's answer.</summary>
/// <param name="Approve">Yes or no.</param>
/// <param name="Reason">Why; may be empty.</param>
public sealed record TaskAnswer(bool Approve, string Reason)
{
    /// <summary>The servers that are approved; null for all.</summary>
    public IReadOnlyList<ServerId>? Servers { get; init; }

    /// <summary>For how long, if shorter; null for as long as was asked.</summary>
    public TimeSpan? Duration { get; init; }
}

/// <summary>One request that waits: everything that helps to decide, and the two buttons.</summary>
public sealed partial class TaskCard
{
    private const int ServersShown = 30;

    private readonly HashSet<ServerId> leftOut = [];
    private string reason = "";
    private string shorter = "";
    private Problem? unreadable;
    private bool isDeciding;

    /// <summary>The request, with the requester's history.</summary>
    [Parameter, EditorRequired]
    public ApproverTask Task { get; set; } = null!;

    /// <summary>Told the answer.</summary>
    [Parameter]
    public EventCallback<TaskAnswer> OnDecide { get; set; }

    /// <summary>Sentences about the reason.</summary>
    [Parameter]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>How many of its servers are looked at without being asked for: only the first requests of a long list.</summary>
    [Parameter]
    public int Looks { get; set; } = PreflightPanel.ByItself;

    /// <summary>Looks whether it will work on a server; null leaves that out.</summary>
    [Parameter]
    public Func<ServerId, CancellationToken, Task<Outcome<ServerPreflight>>>? Look { get; set; }

    private RequestRow Row => Task.Request;

    private IReadOnlyList<RequestedAccess> Servers => [.. Row.Kept];

    private IReadOnlyList<Problem> Said => unreadable is null ? Problems : [.. Problems, unreadable];

    private bool IsPart => leftOut.Count > 0 || shorter.Trim().Length > 0;

    private bool ReasonRequired => Task.Step?.Rule.ReasonRequired == true;

    private string Heading => Row.AskedByName is { } by ? $"{by} asked for {Row.RequesterName}: {ServerNames.Of(Servers)}" : Task.Extends is null ? $"{Row.RequesterName} asks for {ServerNames.Of(Servers)}" : $"{Row.RequesterName} asks for more time on {ServerNames.Of(Servers)}";

    /// <summary>Which step of how many, how many have to approve, and who else is asked; null where there is one step of one approval and nobody else.</summary>
    private string? StepWords
    {
        get
        {
            if (Task.Step is not { } step)
            {
                return null;
            }

            List<string> words = [];
            words.AddRange(step.Of > 1 ? [$"{step.Number + 1} of {step.Of}"] : []);
            words.AddRange(step.Step.All ? [$"all {step.Needed} have to approve"] : step.Needed > 1 ? [$"{step.Needed} have to approve"] : []);
            words.AddRange(step.Asked.Owned.Count > 0 ? ["an owner's approval counts for their own servers"] : []);
            words.AddRange(step.Approved > 0 ? [$"{step.Approved} did"] : []);
            words.AddRange(step.IsEscalated ? ["nobody decided in time, so others are asked, too"] : []);
            words.AddRange(step.Waiting.Count > 1 ? [$"asked: {string.Join(", ", step.Waiting.Take(6).Select(p => p.Name))}{(step.Waiting.Count > 6 ? $" and {step.Waiting.Count - 6} more" : "")}"] : []);
            return words.Count == 0 ? null : string.Join("; ", words);
        }
    }

    private string History => Task.Asked == 0
        ? $"{Row.RequesterName} has never asked before."
        : $"Asked {Times(Task.Asked)}, fetched a certificate {(Task.Connected == 0 ? "never" : Times(Task.Connected))}.";

    private string DescribedBy => Problems.Count > 0 ? $"{Id("hint")} problem-Reason" : Id("hint");

    private static string Times(int count) => count switch { 1 => "once", 2 => "twice", _ => $"{count} times" };

    private void Choose(ServerId server, bool approved) => _ = approved ? leftOut.Remove(server) : leftOut.Add(server);

    private string Id(string part) => $"task-{Row.Request.Id}-{part}";

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        if (key is { Key: "Enter", CtrlKey: true } or { Key: "Enter", MetaKey: true })
        {
            await DecideAsync(true);
        }
    }

    private async Task DecideAsync(bool approve)
    {
        // Approve and Reject are two buttons; neither may be pressed while the other works.
        if (isDeciding)
        {
            return;
        }

        unreadable = approve && shorter.Trim().Length > 0 && !DurationText.TryParse(shorter, out _) ? new("Duration", DurationText.Problem) : null;
        if (unreadable is not null)
        {
            return;
        }

        isDeciding = true;
        try
        {
            await OnDecide.InvokeAsync(new(approve, reason)
            {
                Servers = leftOut.Count == 0 ? null : [.. Servers.Select(s => s.ServerId).Where(s => !leftOut.Contains(s))],
                Duration = DurationText.TryParse(shorter, out var span) ? span : null,
            });
        }
        finally
        {
            isDeciding = false;
        }
    }
}
