using System.Net;
using System.Net.Mail;
using System.Security.Authentication;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Notifications.Email;

/// <summary>Sends notices through the mail server of the settings.</summary>
public sealed class SendByEmail(IOptions<EmailOptions> options, IOptions<PortalLink> portal) : ISendNotices
{
    private const string SettingsPath = "/settings/notifications";

    /// <inheritdoc/>
    public bool Takes(Delivery delivery) => delivery.PersonId is not null;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(DueDelivery due, CancellationToken cancel)
    {
        var words = NoticeWords.Of(due.Notice);
        return await SendAsync(words, due.Delivery.Id, due.Address ?? "", due.Name, cancel);
    }

    /// <summary>Sends these words to an address, once.</summary>
    internal async Task<SendResult> SendAsync(NoticeWords words, Common.DeliveryId id, string address, string name, CancellationToken cancel)
    {
        var o = options.Value;
        if (!o.IsSetUp)
        {
            return new(false, "No mail server is set up (JitSsh:Notifications:Email:Host).");
        }

        if (!MailAddress.TryCreate(address, name, System.Text.Encoding.UTF8, out var to))
        {
            return new(false, "The person's e-mail address is none that mail can be sent to. Change it in People.", IsFinal: true);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(o.Timeout);
        try
        {
            using var client = new SmtpClient(o.Host, o.Port) { EnableSsl = o.Security == EmailSecurity.StartTls, DeliveryMethod = SmtpDeliveryMethod.Network };
            if (o.User.Length > 0)
            {
                client.Credentials = new NetworkCredential(o.User, o.PasswordFile.Length > 0 ? (await File.ReadAllTextAsync(o.PasswordFile, limit.Token)).TrimEnd('\r', '\n') : o.Password);
            }

            using var message = EmailText.Compose(words, id, to, new(o.From, o.FromName, System.Text.Encoding.UTF8), portal.Value.To(words.Path), portal.Value.To(SettingsPath));
            await client.SendMailAsync(message, limit.Token);
            return new(true, $"Taken by {o.Host}.");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(false, $"{o.Host}:{o.Port} did not finish within {o.Timeout.TotalSeconds:0} seconds.");
        }
        catch (SmtpFailedRecipientException e)
        {
            // The server speaks of this mailbox: it is not there, or does not want it. Only that is for good; what it says of the sender or of itself may be put right.
            var isFinal = e.StatusCode is SmtpStatusCode.MailboxUnavailable or SmtpStatusCode.MailboxNameNotAllowed or SmtpStatusCode.UserNotLocalTryAlternatePath;
            return new(false, $"{o.Host} does not take mail for this address: {One(e.Message)}", isFinal);
        }
        catch (Exception e) when (e is SmtpException or IOException or AuthenticationException or UnauthorizedAccessException)
        {
            return new(false, $"{o.Host}:{o.Port}: {One(Innermost(e))}");
        }
    }

    private static string Innermost(Exception e) => e.InnerException is { } inner and not (SmtpException or null) ? $"{e.Message} {Innermost(inner)}" : e.Message;

    private static string One(string text) => text.ReplaceLineEndings(" ").Trim();
}
