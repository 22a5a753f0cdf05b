using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Portal.Auth;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>What was left behind: what each is, what to do, and the way to accept it.</summary>
public sealed partial class ResidueList
{
    private IReadOnlyList<Problem> problems = [];
    private ResidueId? accepting;
    private string reason = "";

    /// <summary>The items.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ResidueRow> Rows { get; set; } = [];

    /// <summary>What the list is.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>True where they are not all of one server.</summary>
    [Parameter]
    public bool ShowServer { get; set; }

    /// <summary>Told after something was accepted, or could not be.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private AcceptResidue Accept { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private static string IdOf(Residue item) => $"reason-{item.Id}";

    private void Open(ResidueId? id) => (accepting, reason, problems) = (id, "", []);

    private async Task AcceptAsync(ResidueId id)
    {
        if (await Current.GetAsync() is not { } actor)
        {
            return;
        }

        var outcome = await Accept.RunAsync(actor, id, reason);
        problems = outcome.Problems;
        if (outcome.IsDone)
        {
            Open(null);
        }

        await OnChanged.InvokeAsync();
    }
}
