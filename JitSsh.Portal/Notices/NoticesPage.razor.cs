using JitSsh.Core.Common;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Notices;

/// <summary>Everything the person was told in the portal.</summary>
public sealed partial class NoticesPage
{
    private const int Take = 50;
    private static readonly BadgeLook New = new("Unread", Tone.Working);

    private PageOf<InboxRow>? list;

    [SupplyParameterFromQuery(Name = "unread")]
    private bool Unread { get; set; }

    [SupplyParameterFromQuery(Name = "skip")]
    private int? SkipNumber { get; set; }

    [Inject]
    private MyNotices Notices { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private int Skip => Math.Max(0, SkipNumber ?? 0);

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Notice && Actor?.Id?.Value == change.Id;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel) => list = (await Notices.ListAsync(Actor!, Unread, new(Skip, Take), cancel)).Value;

    private async Task MarkAsync(InboxRow row, bool read)
    {
        if (read != (row.ReadAt is not null) && await ActorNowAsync() is { } actor)
        {
            await Notices.MarkAsync(actor, row.Notice.Id, read);
        }
    }

    private async Task ReadAllAsync()
    {
        if (await ActorNowAsync() is { } actor)
        {
            await Notices.MarkAllReadAsync(actor);
            await RereadAsync();
        }
    }

    private void GoTo(int skip) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("skip", skip == 0 ? null : skip));
}
