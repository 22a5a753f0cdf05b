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
public sealed record TaskAnswer(bool Approve, string Reason);

/// <summary>One request that waits: everything that helps to decide, and the two buttons.</summary>
public sealed partial class TaskCard
{
    private const int ServersShown = 30;

    private string reason = "";
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

    private string History => Task.Asked == 0
        ? $"{Row.RequesterName} has never asked before."
        : $"Asked {Times(Task.Asked)}, fetched a certificate {(Task.Connected == 0 ? "never" : Times(Task.Connected))}.";

    private string DescribedBy => Problems.Count > 0 ? $"{Id("hint")} problem-Reason" : Id("hint");

    private static string Times(int count) => count switch { 1 => "once", 2 => "twice", _ => $"{count} times" };

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

        isDeciding = true;
        try
        {
            await OnDecide.InvokeAsync(new(approve, reason));
        }
        finally
        {
            isDeciding = false;
        }
    }
}
