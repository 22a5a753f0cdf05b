using JitSsh.Core.People;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.People;

/// <summary>A person's accounts at sign-in providers, for an admin to link and to remove.</summary>
public sealed partial class CompanyAccountTable
{
    /// <summary>The accounts.</summary>
    [Parameter]
    public IReadOnlyList<CompanyAccount> Accounts { get; set; } = [];

    /// <summary>One that waits is to be linked.</summary>
    [Parameter]
    public EventCallback<CompanyAccount> OnLink { get; set; }

    /// <summary>One is to be removed, or turned down.</summary>
    [Parameter]
    public EventCallback<CompanyAccount> OnRemove { get; set; }
}
