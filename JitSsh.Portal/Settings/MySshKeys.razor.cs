using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Settings;

/// <summary>The person's own SSH public keys: to see, add and remove.</summary>
public sealed partial class MySshKeys
{
    private IReadOnlyList<SshKey>? keys;
    private IReadOnlyList<Problem> problems = [];
    private string? name;
    private string? text;
    private string? said;
    private bool isWorking;

    [Inject]
    private SshKeysOfPerson Keys { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.People;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel) => keys = (await Keys.ListAsync(Actor!, Actor!.Id!.Value, cancel)).Value;

    private async Task AddAsync()
    {
        if (isWorking || await ActorNowAsync() is not { } actor)
        {
            return;
        }

        isWorking = true;
        var outcome = await Keys.AddAsync(actor, name, text);
        isWorking = false;
        problems = outcome.Problems;
        said = null;
        if (outcome.IsDone)
        {
            (name, text, said) = (null, null, "The key is added.");
            await RereadAsync();
        }
    }

    private async Task RemoveAsync(SshKey key)
    {
        if (await Dialogs.ConfirmAsync(
            $"Remove the key {key.Name}?", "No certificate is issued for it any more. Certificates that were issued stay good until their end.", "Remove", dangerous: true)
            && await ActorNowAsync() is { Id: { } me } actor)
        {
            problems = (await Keys.RemoveAsync(actor, me, key.Id)).Problems;
            said = null;
            await RereadAsync();
        }
    }
}
