using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Notifications.Email;

/// <summary>Refuses settings of the mail server that cannot work, at the start and with a sentence for each.</summary>
public sealed class EmailOptionProblems : IValidateOptions<EmailOptions>
{
    private const string Section = "JitSsh:Notifications:Email";
    private const int ImplicitTls = 465;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EmailOptions options)
    {
        List<string> problems = [.. Of(options)];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Of(EmailOptions o)
    {
        if (!o.IsSetUp)
        {
            if (o.From.Length + o.User.Length + o.Password.Length + o.PasswordFile.Length > 0)
            {
                yield return $"{Section}:Host is missing: the mail server's name. Without it no e-mail is sent, so leave out the other settings of {Section} too.";
            }

            yield break;
        }

        if (Uri.CheckHostName(o.Host) == UriHostNameType.Unknown)
        {
            yield return $"{Section}:Host is the mail server's name or address alone, for example smtp.example.com.";
        }

        if (o.Port is < 1 or > 65535)
        {
            yield return $"{Section}:Port is a number from 1 to 65535, mostly 587.";
        }
        else if (o.Port == ImplicitTls)
        {
            yield return $"{Section}:Port is 465, where TLS begins without STARTTLS; JitSsh cannot speak that. Use the server's port with STARTTLS, mostly 587.";
        }

        if (!MailAddress.TryCreate(o.From, out var from) || from.Address != o.From)
        {
            yield return $"{Section}:From is the e-mail address that mail comes from, for example jitssh@example.com.";
        }

        if (o.FromName.Any(char.IsControl))
        {
            yield return $"{Section}:FromName is one line of plain text.";
        }

        if (o.Password.Length > 0 && o.PasswordFile.Length > 0)
        {
            yield return $"Both {Section}:Password and {Section}:PasswordFile are set. Leave one out.";
        }

        if (o.User.Length == 0 && o.Password.Length + o.PasswordFile.Length > 0)
        {
            yield return $"{Section}:User is missing: who the password belongs to.";
        }

        if (o.User.Length > 0 && o.Password.Length + o.PasswordFile.Length == 0)
        {
            yield return $"{Section}:Password or {Section}:PasswordFile is missing for the user {o.User}.";
        }

        if (o.PasswordFile.Length > 0 && !File.Exists(o.PasswordFile))
        {
            yield return $"{Section}:PasswordFile names {o.PasswordFile}, which is not there.";
        }

        if (o.User.Length > 0 && o.Security == EmailSecurity.None && !IsThisMachine(o.Host))
        {
            yield return $"{Section}:Security is None, so the password would cross the network unprotected. Set it to StartTls, or leave out the user.";
        }

        if (o.Timeout < TimeSpan.FromSeconds(1) || o.Timeout > TimeSpan.FromSeconds(60))
        {
            yield return $"{Section}:Timeout is a time between a second (00:00:01) and a minute (00:01:00).";
        }
    }

    private static bool IsThisMachine(string host) => host == "localhost" || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));
}
