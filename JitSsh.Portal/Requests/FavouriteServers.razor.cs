using JitSsh.Core.Common;
using JitSsh.Core.Requests;
using JitSsh.Portal.Auth;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Requests;

/// <summary>The person's favourite sets of servers: to choose one, and to keep what is chosen.</summary>
public sealed partial class FavouriteServers
{
    private const string Scope = "favourite";

    private static readonly string[] Fields = ["Name"];

    private IReadOnlyList<Favourite> favourites = [];
    private IReadOnlyList<Problem> problems = [];
    private string name = "";

    /// <summary>The servers chosen now.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ServerId> Servers { get; set; } = [];

    /// <summary>The Linux groups chosen now.</summary>
    [Parameter]
    public IReadOnlyCollection<string> LinuxGroups { get; set; } = [];

    /// <summary>Told which is chosen.</summary>
    [Parameter]
    public EventCallback<Favourite> OnChoose { get; set; }

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private Favourites Store { get; set; } = null!;

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync() => favourites = await Current.GetAsync() is { } actor ? await Store.ListAsync(actor) : [];

    private async Task SaveAsync()
    {
        if (await Current.GetAsync() is { } actor)
        {
            var outcome = await Store.SaveAsync(actor, name, Servers, [.. LinuxGroups]);
            problems = outcome.Problems;
            name = outcome.IsDone ? "" : name;
            await ReadAsync();
        }
    }

    private async Task RemoveAsync(Favourite favourite)
    {
        if (await Current.GetAsync() is { } actor)
        {
            problems = (await Store.RemoveAsync(actor, favourite.Id)).Problems;
            await ReadAsync();
        }
    }
}
