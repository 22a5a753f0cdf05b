using JitSsh.Core.Common;
using JitSsh.Core.Notifications.InApp;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace JitSsh.Portal.Layout;

/// <summary>What the person is told: how much of it is unread, and the newest on a click. Escape closes it.</summary>
public sealed partial class NoticeBell
{
    private const int Most = 99;
    private static readonly Page Newest = new(0, 8);

    private ElementReference button;
    private IReadOnlyList<InboxRow> rows = [];
    private int unread;
    private bool isOpen;
    private string said = "";

    [Inject]
    private MyNotices Notices { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Notice && Actor?.Id?.Value == change.Id;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var before = unread;
        unread = await Notices.CountUnreadAsync(Actor!, cancel);
        rows = (await Notices.ListAsync(Actor!, unreadOnly: false, Newest, cancel)).Value.Items;

        // Only what comes while the page is open is said aloud.
        said = HasRead && unread > before && rows.Count > 0 ? $"New notice: {rows[0].Words.Title}" : said;
    }

    private async Task ReadOneAsync(InboxRow row)
    {
        isOpen = false;
        if (row.ReadAt is null && await ActorNowAsync() is { } actor)
        {
            await Notices.MarkAsync(actor, row.Notice.Id, read: true);
        }
    }

    private async Task ReadAllAsync()
    {
        if (await ActorNowAsync() is { } actor)
        {
            await Notices.MarkAllReadAsync(actor);
            await RereadAsync();
            await button.FocusAsync();
        }
    }

    private async Task KeyAsync(KeyboardEventArgs e)
    {
        if (e.Key == "Escape" && isOpen)
        {
            isOpen = false;
            await button.FocusAsync();
        }
    }
}
