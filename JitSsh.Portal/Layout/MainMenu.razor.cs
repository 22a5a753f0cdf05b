using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Layout;

/// <summary>The menu: what this person's role has a use for. It hides nothing that would not be refused anyway.</summary>
public sealed partial class MainMenu
{
    private int tasks;
    private int open;

    [Inject]
    private ListTasks Tasks { get; set; } = null!;

    [Inject]
    private ShowResidue Residue { get; set; } = null!;

    /// <summary>Told who looks, whenever that was read: the frame need not ask for it again.</summary>
    [Parameter]
    public EventCallback<Actor> OnActor { get; set; }

    /// <inheritdoc/>
    protected override bool Concerns(Change change) =>
        change.Of is ChangeOf.Request or ChangeOf.AccessFlow or ChangeOf.People || (change.Of == ChangeOf.Server && Actor?.SeesIntegrations == true);

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        tasks = await Tasks.CountAsync(Actor!, cancel);
        open = await Residue.CountAsync(Actor!, cancel);
        await OnActor.InvokeAsync(Actor!);
    }
}
