using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>A Linux name from the name that somebody has at their company.</summary>
public static class LinuxNameProposal
{
    /// <summary>
    /// What stands before the @, in lower case, with hyphens for dots; null when that cannot be the name of a person's account. Nothing is left out or replaced beyond that:
    /// a name that people do not know as theirs is worse than none.
    /// </summary>
    public static string? From(string? userName)
    {
        var name = (userName ?? "").Trim().Split('@')[0].ToLowerInvariant().Replace('.', '-');
        return LinuxName.ProblemWithAccount(name) is null ? name : null;
    }
}
