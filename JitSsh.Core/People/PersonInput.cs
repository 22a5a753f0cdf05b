using System.Net.Mail;
using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>What an admin types about a person.</summary>
public sealed record PersonInput
{
    /// <summary>The name people know them by; 1 to 100 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>E-mail address.</summary>
    public string Email { get; init; } = "";

    /// <summary>Name of the account on servers; empty for none yet.</summary>
    public string? LinuxName { get; init; }

    /// <summary>The role in the portal.</summary>
    public Role Role { get; init; }

    /// <summary>The groups they are in.</summary>
    public IReadOnlyList<GroupId> Groups { get; init; } = [];

    /// <summary>Their manager; null for none.</summary>
    public PersonId? ManagerId { get; init; }

    /// <summary>A password to start with; null or empty leaves it as it is (nobody can sign in without one).</summary>
    public string? Password { get; init; }

    /// <summary>The e-mail address in the form it is stored.</summary>
    public string StoredEmail => Email.Trim().ToLowerInvariant();

    /// <summary>The Linux name in the form it is stored.</summary>
    public string? StoredLinuxName => string.IsNullOrWhiteSpace(LinuxName) ? null : LinuxName.Trim();

    /// <summary>What is wrong, a sentence at each field; empty when nothing is.</summary>
    public IReadOnlyList<Problem> Problems()
    {
        List<Problem> problems = [];
        if (PlainText.ProblemWithName(Name) is { } name)
        {
            problems.Add(new(nameof(Name), name));
        }

        if (!MailAddress.TryCreate(StoredEmail, out var mail) || mail.Address != StoredEmail || StoredEmail.Length > 254)
        {
            problems.Add(new(nameof(Email), "Give an e-mail address, for example alice@example.com."));
        }

        if (StoredLinuxName is { } linuxName && Common.LinuxName.ProblemWithAccount(linuxName) is { } account)
        {
            problems.Add(new(nameof(LinuxName), account));
        }

        if (!string.IsNullOrEmpty(Password) && PasswordRule.Problem(Password) is { } password)
        {
            problems.Add(new(nameof(Password), password));
        }

        return problems;
    }
}
