using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>Chooses servers by themselves: those chosen as chips, a search to add more.</summary>
public sealed partial class ServerPicker : IDisposable
{
    private const int HitsShown = 8;

    private readonly string inputId = $"servers-{Guid.NewGuid():N}";
    private readonly Dictionary<ServerId, string> names = [];
    private IReadOnlyList<ServerRow> found = [];
    private Debounce? typing;
    private string search = "";
    private bool hasSearched;

    /// <summary>Those chosen.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ServerId> Chosen { get; set; } = [];

    /// <summary>Told the new choice.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<ServerId>> ChosenChanged { get; set; }

    /// <summary>What they are chosen for.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private ListServers Servers { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose() => typing?.Dispose();

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        typing ??= new(Clock);
        if (Chosen.Any(s => !names.ContainsKey(s)) && await Current.GetAsync() is { } actor)
        {
            foreach (var id in Chosen.Where(s => !names.ContainsKey(s)).ToList())
            {
                names[id] = await Servers.FindAsync(actor, id) is { IsDone: true } server ? server.Value.Name : "A server that is gone";
            }
        }
    }

    private string NameOf(ServerId id) => names.GetValueOrDefault(id, "…");

    private Task TypedAsync()
    {
        hasSearched = false;
        if (search.Trim().Length > 0)
        {
            return typing!.RunAsync(SearchAsync);
        }

        found = [];
        return Task.CompletedTask;
    }

    private async Task SearchAsync(CancellationToken cancel)
    {
        if (await Current.GetAsync() is { } actor && await Servers.RunAsync(actor, new(search.Trim()), new(0, HitsShown), cancel) is { IsDone: true } page)
        {
            found = page.Value.Items;
            hasSearched = true;
        }
    }

    private Task AddAsync(ServerRow row)
    {
        names[row.Server.Id] = row.Server.Name;
        (search, found, hasSearched) = ("", [], false);
        return ChosenChanged.InvokeAsync([.. Chosen, row.Server.Id]);
    }
}
