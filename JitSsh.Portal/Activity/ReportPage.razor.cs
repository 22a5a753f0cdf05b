using JitSsh.Core.Activity;
using JitSsh.Core.Common;
using JitSsh.Core.Notifications.Email;
using JitSsh.Portal.Layout;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Activity;

/// <summary>One saved report of the viewer's: to save, change, send now and remove.</summary>
public sealed partial class ReportPage
{
    private static readonly (string Name, string Label)[] Texts = [("q", "Text"), ("who", "Who"), ("server", "Server"), ("flow", "Access flow")];

    private static readonly DayOfWeek[] Week =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    private SavedReport? report;
    private ReportDraft? draft;
    private IReadOnlyList<Problem> problems = [];
    private string? said;
    private string? sent;
    private string? readFor;
    private bool? mail;
    private bool isWorking;

    /// <summary>Which one; null for a new one, which begins with the filter of the address.</summary>
    [Parameter]
    public string? Id { get; set; }

    [Inject]
    private SavedReports Reports { get; set; } = null!;

    [Inject]
    private SendReports Sending { get; set; } = null!;

    [Inject]
    private TestEmail Email { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var facts = Email.Show(Actor!);
        mail = facts.IsDone ? facts.Value.IsSetUp : null;
        if (Id is null)
        {
            draft = draft is null || readFor is not null ? new(new Uri(Navigation.Uri).Query) : draft;
            (report, readFor) = (null, null);
            return;
        }

        var found = TypedId.TryParse<SavedReportId>(Id, out var id) ? await Reports.FindAsync(Actor!, id, cancel) : Refusal.NotFound;
        report = found.IsDone ? found.Value : null;

        // What is typed is not lost when something else is read again.
        if (report is null || draft is null || readFor != Id)
        {
            draft = report is null ? null : new(report);
            (readFor, problems, said, sent) = (Id, [], null, null);
        }
    }

    private async Task SaveAsync()
    {
        if (isWorking || await ActorNowAsync() is not { } actor)
        {
            return;
        }

        (isWorking, said, sent) = (true, null, null);
        if (report is null)
        {
            var outcome = await Reports.AddAsync(actor, draft!.Input);
            problems = outcome.Problems;
            if (outcome.IsDone)
            {
                Navigation.NavigateTo($"{Paths.Reports}/{outcome.Value}");
            }
        }
        else
        {
            var outcome = await Reports.ChangeAsync(actor, report.Id, draft!.Input);
            problems = outcome.Problems;
            if (outcome.IsDone)
            {
                said = "Saved.";
                await RereadAsync();
            }
        }

        isWorking = false;
    }

    private async Task SendAsync()
    {
        if (await ActorNowAsync() is { } actor)
        {
            var outcome = await Sending.SendNowAsync(actor, report!.Id);
            (problems, sent) = (outcome.Problems, outcome.IsDone ? mail == true ? "It is on its way by e-mail, and under the bell, as chosen under Notifications." : "It is under the bell. No mail server is set up." : null);
        }
    }

    private async Task RemoveAsync()
    {
        if (await Dialogs.ConfirmAsync($"Remove {report!.Name}?", "It is not sent any more. The requests that it shows stay.", "Remove", dangerous: true) && await ActorNowAsync() is { } actor)
        {
            await Reports.RemoveAsync(actor, report.Id);
            Navigation.NavigateTo(Paths.Reports);
        }
    }
}
