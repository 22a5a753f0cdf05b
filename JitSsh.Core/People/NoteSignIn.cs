using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.People;

/// <summary>Writes sign-ins of known people to the audit log, good and bad. Addresses that nobody has are not written, so that nobody can fill the log with them.</summary>
public sealed class NoteSignIn(IPeopleStore people, ISecondFactorStore factors, IOptions<SignInSettings> options, TimeProvider clock)
{
    /// <summary>Notes one attempt; nothing when there is no such person.</summary>
    public async Task RunAsync(PersonId id, bool succeeded, CancellationToken cancel = default)
    {
        if (await people.FindAsync(id, cancel) is { } person)
        {
            // All admins are told of this one (NoticeWriting).
            var (verb, text) = !succeeded ? ("failed", (string?)null)
                : await factors.FindAsync(id, cancel) is { ConfirmedAt: not null } && !options.Value.IsEmergency(person.Email) ? ("password", "The password was right, which alone does not sign in to this account")
                : options.Value.IsEmergency(person.Email) ? ("emergency", $"Sign-in with the account for emergencies, {person.Email}") : ("succeeded", null);
            await people.NoteAsync(Audited.SignIn(new(id, person.Name, person.Role), clock.GetUtcNow(), id, verb, text), cancel);
        }
    }
}
