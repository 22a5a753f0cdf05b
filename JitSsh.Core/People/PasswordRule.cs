namespace JitSsh.Core.People;

/// <summary>What a password must be: long. Rules about kinds of characters make passwords worse (NIST SP 800-63B, 5.1.1.2), so there are none.</summary>
public static class PasswordRule
{
    /// <summary>The fewest characters.</summary>
    public const int MinLength = 12;

    /// <summary>The most characters: hashing costs what the length costs.</summary>
    public const int MaxLength = 200;

    /// <summary>Why this cannot be a password, as a sentence; null when it can.</summary>
    public static string? Problem(string password) =>
        password.Length < MinLength ? $"A password has at least {MinLength} characters. A few words in a row are easy to keep."
        : password.Length > MaxLength ? $"A password has at most {MaxLength} characters."
        : null;
}
