using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Requests;

/// <summary>Signs the review of an emergency: somebody who would have been asked, or an admin, but never who broke the glass.</summary>
public sealed class SignReview(IRequestStore requests, WhoDecides who, TimeProvider clock)
{
    /// <summary>Done; NotFound for anyone who may not; Conflict when it is signed already.</summary>
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, RequestId id, string note, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person || await requests.FindAsync(id, cancel) is not { } request || !await MaySignAsync(actor, request, cancel))
        {
            return Refusal.NotFound;
        }

        if (PlainText.ProblemWithText(note, 1000) is { } problem)
        {
            return Refusal.Invalid("Note", problem);
        }

        if (string.IsNullOrWhiteSpace(note))
        {
            return Refusal.Invalid("Note", "Say what you found: the requester and the audit log see it.");
        }

        var now = clock.GetUtcNow();
        return await requests.ReviewAsync(id, person, note.Trim(), now, Audited.Request(actor, now, id, "reviewed", note.Trim()), cancel)
            ? Nothing.AtAll
            : Refusal.Conflict("Somebody has signed this review already.");
    }

    /// <summary>True for who may sign the review of this request, also after it is signed.</summary>
    public async Task<bool> MaySignAsync(Actor actor, AccessRequest request, CancellationToken cancel = default) =>
        request.IsBreakGlass && actor.Id is { } person && !request.IsParty(person) && (actor.IsAdmin || await who.MaySeeAsync(person, request, cancel));
}
