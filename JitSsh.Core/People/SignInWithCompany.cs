using System.Net.Mail;
using JitSsh.Core.Common;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.People;

/// <summary>
/// Lets in whom a provider has recognised: finds the person whose account it is, or makes one, and keeps their groups in step. Whoever calls has checked the provider's token.
/// </summary>
public sealed class SignInWithCompany(ICompanyAccountStore accounts, IOptions<SignInSettings> options, TimeProvider clock)
{
    /// <summary>The person, or why not; NotFound for any actor but JitSsh itself.</summary>
    public async Task<Outcome<PersonId>> RunAsync(Actor actor, CompanyIdentity identity, CancellationToken cancel = default)
    {
        if (actor != Actor.System || options.Value.Find(identity.Provider) is not { } provider)
        {
            return Refusal.NotFound;
        }

        var email = identity.Email.Trim().ToLowerInvariant();
        var problem = ProblemWithEmail(identity, email);

        // Somebody whose account is linked is known by it, whatever has become of their address.
        var person = problem is not null ? null : new Person
        {
            Id = TypedId.New<PersonId>(clock),
            Name = NameOf(identity, email),
            Email = email,
            LinuxName = provider.LinuxNames ? LinuxNameProposal.From(identity.UserName) : null,
            Role = Role.Member,
            AddedAt = clock.GetUtcNow(),
        };
        var answer = await accounts.SignInAsync(identity with { Email = email.Length <= 254 ? email : "" }, person, provider.TrustEmail && !options.Value.IsEmergency(email), cancel);
        return answer.Kind switch
        {
            CompanySignInKind.Done => answer.Person!.Id,
            CompanySignInKind.NoEmail => Refusal.Invalid("Email", problem!),
            CompanySignInKind.NotSetUp => Refusal.Conflict("JitSsh has no admin yet. Set it up first, then sign in."),
            CompanySignInKind.Deactivated => Refusal.Conflict("Your account in JitSsh was deactivated. Ask an admin of JitSsh."),
            CompanySignInKind.EmailTaken => Refusal.Conflict(
                $"Somebody in JitSsh has the e-mail address {email} already. If that is you, ask an admin to link your {provider.Name} account on your page under People; then sign in again."),
            _ => throw new InvalidOperationException($"{answer.Kind} is unknown."),
        };
    }

    private static string? ProblemWithEmail(CompanyIdentity identity, string email) =>
        !MailAddress.TryCreate(email, out var address) || address.Address != email || email.Length > 254
            ? $"{identity.Provider} did not say your e-mail address, and JitSsh needs one. Ask an admin of {identity.Provider} to add it to your account, or an admin of JitSsh to ask for the scope email."
        : !identity.IsEmailChecked ? $"{identity.Provider} has not checked that {email} is yours. Confirm the address there, then sign in again."
        : null;

    /// <summary>Their name as the provider says it, or, where that cannot be one, the e-mail address.</summary>
    private static string NameOf(CompanyIdentity identity, string email) =>
        PlainText.ProblemWithName(identity.Name) is null ? identity.Name.Trim() : email.Length <= 100 ? email : email[..100];
}
