using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Grants;

/// <summary>Accepts something that was left behind: it stays where it is, and is not open any more.</summary>
public sealed class AcceptResidue(IReceiptStore receipts, IServerStore servers, TimeProvider clock)
{
    /// <summary>Does it. NotFound for anyone but admins and the owner of the integration; Conflict when it is gone or was accepted already.</summary>
    /// <param name="actor">An admin, or the owner of the integration.</param>
    /// <param name="id">What is accepted.</param>
    /// <param name="reason">Why; required.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, ResidueId id, string? reason, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person || await receipts.FindAsync(id, cancel) is not { } row || !await servers.IsAdministeredByAsync(actor, row.Residue.ServerId, cancel))
        {
            return Refusal.NotFound;
        }

        var why = (reason ?? "").Trim();
        if (why.Length == 0)
        {
            return Refusal.Invalid("Reason", "Say why it may stay: whoever looks at this server later reads it.");
        }

        if (PlainText.ProblemWithText(why, Residue.MaxReason) is { } problem)
        {
            return Refusal.Invalid("Reason", problem);
        }

        var now = clock.GetUtcNow();
        var audit = Audited.Residue(actor, now, row.Residue.ServerId, "accepted", $"{row.ServerName}: {row.Residue.Kind} of {row.Residue.Account}: {row.Residue.Text}; because {why}");
        return await receipts.AcceptAsync(id, person, why, now, audit, cancel)
            ? Nothing.AtAll
            : Refusal.Conflict("This is not open any more: it is gone from the server, or somebody else accepted it.");
    }
}
