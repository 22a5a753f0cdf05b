using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations;

/// <summary>The settings of an integration. The secrets are not among them.</summary>
public sealed partial class IntegrationFacts
{
    /// <summary>The integration.</summary>
    [Parameter, EditorRequired]
    public Integration Integration { get; set; } = null!;

    /// <summary>Who looks after it.</summary>
    [Parameter]
    public string? OwnerName { get; set; }

    private string KeepText => Integration.Keep == TimeSpan.Zero
        ? $"none: an account is deleted at once after its last grant, its home {Disposed}"
        : $"{Durations.Words(Integration.Keep)} locked after the last grant, then deleted, its home {Disposed}";

    private string Disposed => Integration.HomeDisposal == HomeDisposal.Archive ? "archived" : "removed";

    private static string List(IReadOnlyList<string> names, string none) => names.Count == 0 ? none : string.Join(", ", names);
}
