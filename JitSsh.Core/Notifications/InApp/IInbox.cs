using JitSsh.Core.Common;

namespace JitSsh.Core.Notifications.InApp;

/// <summary>What the store of people's notices guarantees.</summary>
public interface IInbox
{
    /// <summary>A person's notices, the newest first.</summary>
    Task<PageOf<InboxRow>> ListAsync(PersonId person, bool unreadOnly, Page page, CancellationToken cancel);

    /// <summary>How many they have not read.</summary>
    Task<int> CountUnreadAsync(PersonId person, CancellationToken cancel);

    /// <summary>Marks one as read or as not; false when it is not theirs.</summary>
    Task<bool> MarkAsync(PersonId person, NoticeId notice, DateTimeOffset? readAt, CancellationToken cancel);

    /// <summary>Marks all of theirs as read.</summary>
    Task MarkAllReadAsync(PersonId person, DateTimeOffset at, CancellationToken cancel);
}
