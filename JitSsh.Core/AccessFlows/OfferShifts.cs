using JitSsh.Core.Common;

namespace JitSsh.Core.AccessFlows;

/// <summary>The shifts that a flow can name. No shifts are kept yet, so there is none to offer; rules that name one match nobody by it.</summary>
public sealed class OfferShifts
{
    /// <summary>All shifts by name; NotFound for anyone but an admin.</summary>
    public Task<Outcome<IReadOnlyList<NamedShift>>> RunAsync(Actor actor, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(actor.IsAdmin ? Outcomes.Done<IReadOnlyList<NamedShift>>([]) : Refusal.NotFound);
    }
}
