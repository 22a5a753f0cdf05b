using JitSsh.Core.Common;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.Email;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Settings;

/// <summary>The person's own choice of what they are told and how; for admins, a test of the mail server.</summary>
public sealed partial class NotificationsPage
{
    private List<Line>? choices;
    private EmailFacts? email;
    private IReadOnlyList<Problem> problems = [];
    private string? said;
    private string? tested;
    private bool isWorking;

    [Inject]
    private ChooseNotices Choose { get; set; } = null!;

    [Inject]
    private TestEmail Mail { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        // What is ticked and not saved yet is not lost when something else is read again.
        choices ??= [.. (await Choose.ShowAsync(Actor!, cancel)).Value.Select(c => new Line { Kind = c.Kind, InApp = c.InApp, Email = c.Email })];
        email = Mail.Show(Actor!).Value;
    }

    private async Task SaveAsync()
    {
        if (isWorking || await ActorNowAsync() is not { } actor)
        {
            return;
        }

        isWorking = true;
        var outcome = await Choose.SaveAsync(actor, [.. choices!.Select(c => new ChosenKind(c.Kind, c.InApp, c.Email))]);
        isWorking = false;
        problems = outcome.Problems;
        said = outcome.IsDone ? "Saved." : null;
    }

    private async Task TestAsync()
    {
        if (await ActorNowAsync() is { } actor)
        {
            var outcome = await Mail.RunAsync(actor);
            tested = outcome.IsDone ? outcome.Value.Answer : outcome.Sentence;
        }
    }

    private sealed class Line
    {
        public required NoticeKind Kind { get; init; }

        public bool InApp { get; set; }

        public bool Email { get; set; }
    }
}
