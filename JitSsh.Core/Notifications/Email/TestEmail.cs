using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Notifications.Email;

/// <summary>What can be known of the mail server.</summary>
/// <param name="IsSetUp">True when e-mail is sent.</param>
/// <param name="Server">Its name and port; empty when there is none. Admins only.</param>
/// <param name="From">The address that mail comes from; empty when there is none. Admins only.</param>
public sealed record EmailFacts(bool IsSetUp, string Server, string From);

/// <summary>Sends an e-mail to the admin who asks, to see whether the mail server takes it.</summary>
public sealed class TestEmail(IPeopleStore people, SendByEmail send, IOptions<EmailOptions> options, TimeProvider clock)
{
    /// <summary>Whether e-mail is sent; where through, for admins.</summary>
    public Outcome<EmailFacts> Show(Actor actor) => actor.Id is null ? Refusal.NotFound
        : !options.Value.IsSetUp ? new EmailFacts(false, "", "")
        : actor.SeesAll ? new EmailFacts(true, $"{options.Value.Host}:{options.Value.Port}", options.Value.From)
        : new EmailFacts(true, "", "");

    /// <summary>What the mail server answered; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<SendResult>> RunAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await people.FindAsync(actor.Id!.Value, cancel) is not { } person)
        {
            return Refusal.NotFound;
        }

        return options.Value.IsSetUp
            ? await send.SendAsync(new("Test", "The mail server took this message.", "/settings/notifications"), TypedId.New<DeliveryId>(clock), person.Email, person.Name, cancel)
            : Refusal.Conflict("No mail server is set up. Set JitSsh:Notifications:Email in the portal's settings and start it again.");
    }
}
