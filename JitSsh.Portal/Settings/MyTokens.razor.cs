using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Settings;

/// <summary>The person's own access tokens: to make, see and revoke. The text of one is shown once, and is gone with the page.</summary>
public sealed partial class MyTokens
{
    private const string Scope = "token";

    private static readonly int[] Lives = [7, 30, 90, 365];

    private static readonly BadgeLook Ended = new("Ended", Tone.Off);

    private IReadOnlyList<AccessToken>? tokens;
    private IReadOnlyList<Problem> problems = [];
    private string name = "";
    private int days = 30;
    private string? made;
    private bool isWorking;

    [Inject]
    private AccessTokens Tokens { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel) => tokens = await Tokens.ListAsync(Actor!, cancel);

    private async Task MakeAsync()
    {
        if (isWorking || await ActorNowAsync() is not { } actor)
        {
            return;
        }

        isWorking = true;
        var outcome = await Tokens.CreateAsync(actor, name ?? "", TimeSpan.FromDays(days));
        isWorking = false;
        problems = outcome.Problems;
        if (outcome.IsDone)
        {
            (made, name) = (outcome.Value, "");
            await RereadAsync();
        }
    }

    private async Task RevokeAsync(AccessToken token)
    {
        if (await Dialogs.ConfirmAsync($"Revoke the token {token.Name}?", "Programs that use it are refused from now on.", "Revoke", dangerous: true)
            && await ActorNowAsync() is { } actor)
        {
            problems = (await Tokens.RevokeAsync(actor, token.Id)).Problems;
            made = null;
            await RereadAsync();
        }
    }
}
