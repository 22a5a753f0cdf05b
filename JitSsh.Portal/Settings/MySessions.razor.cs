using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Settings;

/// <summary>The browsers in which the person is signed in: to see, and to sign out from here.</summary>
public sealed partial class MySessions
{
    private static readonly BadgeLook This = new("This one", Tone.Good);

    private static readonly double RestHours = Session.LongestRest.TotalHours;

    private IReadOnlyList<Session>? sessions;
    private IReadOnlyList<Problem> problems = [];
    private SessionId? mine;

    [Inject]
    private Sessions Sessions { get; set; } = null!;

    [Inject]
    private CurrentActor Viewer { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        mine = await Viewer.SessionAsync();
        sessions = await Sessions.ListAsync(Actor!, cancel);
    }

    private async Task EndAsync(Session session)
    {
        if (await ActorNowAsync() is { } actor)
        {
            problems = (await Sessions.EndAsync(actor, session.Id)).Problems;
            await RereadAsync();
        }
    }

    private async Task EndOthersAsync()
    {
        if (await Dialogs.ConfirmAsync("Sign out everywhere else?", "All other browsers are signed out at once, their open pages too. Access tokens go on working: revoke those below.", "Sign out", dangerous: true)
            && await ActorNowAsync() is { } actor)
        {
            problems = (await Sessions.EndOthersAsync(actor, mine)).Problems;
            await RereadAsync();
        }
    }
}
