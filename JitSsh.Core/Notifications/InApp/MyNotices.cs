using JitSsh.Core.Common;

namespace JitSsh.Core.Notifications.InApp;

/// <summary>What the actor is told in the portal: to read, and to mark as read. Nobody sees another's.</summary>
public sealed class MyNotices(IInbox inbox, TimeProvider clock)
{
    /// <summary>The newest first.</summary>
    public async Task<Outcome<PageOf<InboxRow>>> ListAsync(Actor actor, bool unreadOnly, Page page, CancellationToken cancel = default) =>
        actor.Id is { } person ? await inbox.ListAsync(person, unreadOnly, page, cancel) : Refusal.NotFound;

    /// <summary>How many are unread.</summary>
    public async Task<int> CountUnreadAsync(Actor actor, CancellationToken cancel = default) => actor.Id is { } person ? await inbox.CountUnreadAsync(person, cancel) : 0;

    /// <summary>Marks one as read, or as unread; NotFound when it is not the actor's.</summary>
    public async Task<Outcome<Nothing>> MarkAsync(Actor actor, NoticeId id, bool read, CancellationToken cancel = default) =>
        actor.Id is { } person && await inbox.MarkAsync(person, id, read ? clock.GetUtcNow() : null, cancel) ? Nothing.AtAll : Refusal.NotFound;

    /// <summary>Marks all as read.</summary>
    public async Task<Outcome<Nothing>> MarkAllReadAsync(Actor actor, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person)
        {
            return Refusal.NotFound;
        }

        await inbox.MarkAllReadAsync(person, clock.GetUtcNow(), cancel);
        return Nothing.AtAll;
    }
}
