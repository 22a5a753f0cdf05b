using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Notifications;

/// <summary>What the store of people's choices guarantees.</summary>
public interface INoticeChoices
{
    /// <summary>What a person has chosen against the default.</summary>
    Task<IReadOnlyList<NoticeChoice>> OfAsync(PersonId person, CancellationToken cancel);

    /// <summary>Replaces all that a person has chosen.</summary>
    Task ReplaceAsync(PersonId person, IReadOnlyList<NoticeChoice> choices, AuditEvent audit, CancellationToken cancel);
}
