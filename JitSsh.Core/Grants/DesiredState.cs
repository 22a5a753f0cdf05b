using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Grants;

/// <summary>How an integration wants its servers kept; the part of a desired state that no grant decides.</summary>
/// <param name="LoginUser">The user the connector logs in as.</param>
/// <param name="Keep">How long an account stays locked after its last grant.</param>
/// <param name="RemoveHomes">True when a deleted account's home is removed.</param>
/// <param name="StaysPrepared">True while the integration is connected.</param>
/// <param name="UseExistingAccounts">True when accounts that JitSsh did not make may be used.</param>
/// <param name="AuthorityKey">Type and base64 of the CA's public key.</param>
/// <param name="ReceiptsSeen">The newest receipt of this server that is stored; 0 for none.</param>
/// <param name="PortalAddress">Where people extend their access; null when that is not known.</param>
public sealed record ServerTerms(
    string LoginUser, TimeSpan Keep, bool RemoveHomes, bool StaysPrepared, bool UseExistingAccounts, string AuthorityKey, long ReceiptsSeen = 0, string? PortalAddress = null);

/// <summary>A grant that begins: its times are written down before anything is sent.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="NotBefore">Now.</param>
/// <param name="NotAfter">Now and its duration.</param>
public sealed record GrantStart(GrantId Grant, DateTimeOffset NotBefore, DateTimeOffset NotAfter);

/// <summary>A grant whose end is decided by time or by the person's deactivation.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="From">The state it is in.</param>
/// <param name="Reason">Why.</param>
public sealed record GrantEnd(GrantId Grant, GrantState From, EndReason Reason);

/// <summary>What a server should look like at a moment, and what must be written down before it is told so.</summary>
/// <param name="Starts">Grants that begin.</param>
/// <param name="Ends">Grants that are to end.</param>
/// <param name="State">What the server is told.</param>
public sealed record ReconcilePlan(IReadOnlyList<GrantStart> Starts, IReadOnlyList<GrantEnd> Ends, ServerState State);

/// <summary>
/// Computes what a server should look like from the grants there are. Pure: the same grants and the same moment give the same
/// plan, so a retry, a restart or a second connector can neither lose nor double anything.
/// </summary>
public static class DesiredState
{
    /// <summary>The plan for one server.</summary>
    /// <param name="terms">How the integration wants it kept.</param>
    /// <param name="grants">All grants of this server that have not ended.</param>
    /// <param name="isActive">Whether a person is active.</param>
    /// <param name="generation">The lease's generation.</param>
    /// <param name="now">The moment.</param>
    /// <param name="termsOf">What governs a grant; without it every grant has the plain terms.</param>
    public static ReconcilePlan At(
        ServerTerms terms, IReadOnlyCollection<Grant> grants, Func<PersonId, bool> isActive, long generation, DateTimeOffset now, Func<Grant, GrantTerms>? termsOf = null)
    {
        termsOf ??= _ => GrantTerms.Plain;
        List<GrantStart> starts = [];
        List<GrantEnd> ends = [];
        List<(Grant Grant, DateTimeOffset NotAfter)> inForce = [];
        foreach (var grant in grants.Where(g => g.State is GrantState.Pending or GrantState.Active))
        {
            var hoursEnd = grant.State == GrantState.Pending ? EndOfHours(termsOf(grant), now) : DateTimeOffset.MaxValue;
            if (!isActive(grant.PersonId))
            {
                ends.Add(new(grant.Id, grant.State, EndReason.PersonDisabled));
            }
            else if (grant.State == GrantState.Pending && hoursEnd <= now)
            {
                // What was asked for within the hours and could not begin in them does not begin after them.
                ends.Add(new(grant.Id, GrantState.Pending, EndReason.Expired));
            }
            else if (grant.State == GrantState.Pending)
            {
                // The clock starts when access works. A grant not yet known to work gets its whole time at each attempt;
                // nobody can have used it, since no certificate is issued before it is active.
                var wanted = now + grant.Duration;
                var notAfter = Whole(hoursEnd < wanted ? hoursEnd : wanted);
                starts.Add(new(grant.Id, now, notAfter));
                inForce.Add((grant, notAfter));
            }
            else if (grant.NotAfter is { } notAfter && notAfter > now)
            {
                inForce.Add((grant, notAfter));
            }
            else
            {
                // An active grant without an end cannot be; if there were one, it would not be in force.
                ends.Add(new(grant.Id, grant.State, EndReason.Expired));
            }
        }

        var accounts = inForce
            .GroupBy(g => g.Grant.Account, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new AccountState(g.Key, [.. g.OrderBy(x => x.Grant.Id.Value).Select(x => Line(x.Grant, x.NotAfter, terms.AuthorityKey, termsOf(x.Grant)))]));

        // Whatever ends now or was ending already is asked after by name: an answer that was lost is given again. What was never sent is nowhere.
        var decided = ends.Where(e => e.From == GrantState.Active || grants.First(g => g.Id == e.Grant).NotBefore is not null).ToDictionary(e => e.Grant, e => e.Reason);
        var endings = grants
            .Where(g => g.State == GrantState.Ending || decided.ContainsKey(g.Id))
            .OrderBy(g => g.Account, StringComparer.Ordinal).ThenBy(g => g.Id.Value)
            .Select(g => new EndingGrant(g.Account, g.Id, g.RequestId, EndReasons.WordOf(decided.TryGetValue(g.Id, out var reason) ? reason : g.EndReason ?? EndReason.Expired)));

        return new(starts, ends, new()
        {
            Generation = generation,
            LoginUser = terms.LoginUser,
            Keep = terms.Keep,
            RemoveHomes = terms.RemoveHomes,
            StaysPrepared = terms.StaysPrepared,
            UseExistingAccounts = terms.UseExistingAccounts,
            Accounts = [.. accounts],
            Endings = [.. endings],
            ReceiptsSeen = terms.ReceiptsSeen,
            PortalAddress = terms.PortalAddress,
        });
    }

    private static TrustLine Line(Grant grant, DateTimeOffset notAfter, string authorityKey, GrantTerms terms) =>
        new(grant.Id, grant.RequestId, notAfter, [.. grant.LinuxGroups.Order(StringComparer.Ordinal)], authorityKey)
        {
            PermitPortForwarding = terms.PermitPortForwarding,
            PermitAgentForwarding = terms.PermitAgentForwarding,
        };

    /// <summary>When the hours end that are open now; the beginning of time when they are closed, and the end of time when there are none.</summary>
    private static DateTimeOffset EndOfHours(GrantTerms terms, DateTimeOffset now) =>
        terms.Hours is null ? DateTimeOffset.MaxValue : terms.Hours.EndAt(now, FlowRule.UntilEndedDuration) ?? DateTimeOffset.MinValue;

    /// <summary>Whole seconds, as sshd counts them: trust line, certificate and screen then say the same end.</summary>
    private static DateTimeOffset Whole(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
}
