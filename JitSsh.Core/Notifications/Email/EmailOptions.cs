namespace JitSsh.Core.Notifications.Email;

/// <summary>How the way to the mail server is protected.</summary>
public enum EmailSecurity
{
    /// <summary>TLS, asked for with STARTTLS; without it nothing is sent.</summary>
    StartTls,

    /// <summary>None: for a mail server on the same machine or in the same private network.</summary>
    None,
}

/// <summary>The mail server, section <c>JitSsh:Notifications:Email</c>. Without a host no e-mail is sent.</summary>
public sealed class EmailOptions
{
    /// <summary>The mail server's name; empty sends no e-mail.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 587;

    /// <summary>How the way to it is protected.</summary>
    public EmailSecurity Security { get; set; } = EmailSecurity.StartTls;

    /// <summary>Who signs in there; empty for nobody.</summary>
    public string User { get; set; } = "";

    /// <summary>That user's password. Never shown, never logged.</summary>
    public string Password { get; set; } = "";

    /// <summary>A file that holds the password instead, read at each sending.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>The address that mail comes from.</summary>
    public string From { get; set; } = "";

    /// <summary>The name that mail comes from.</summary>
    public string FromName { get; set; } = "JitSsh";

    /// <summary>How long one sending may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>True when e-mail is sent.</summary>
    public bool IsSetUp => Host.Length > 0;
}
