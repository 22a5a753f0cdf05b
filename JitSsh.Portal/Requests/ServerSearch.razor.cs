using JitSsh.Core.Common;
using JitSsh.Core.Requests;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace JitSsh.Portal.Requests;

/// <summary>Finds servers to ask for, and chooses several; what is chosen survives the next search.</summary>
public sealed partial class ServerSearch : IDisposable
{
    private const int Take = 10;

    private PageOf<RequestableServer>? found;
    private Debounce? typing;
    private ElementReference input;
    private string search = "";
    private int skip;
    private PersonId? searchedFor;

    /// <summary>Those chosen.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyCollection<ServerId> Chosen { get; set; } = [];

    /// <summary>For whom; null for the person who searches.</summary>
    [Parameter]
    public PersonId? Whom { get; set; }

    /// <summary>Told which one to choose, or not to choose any more.</summary>
    [Parameter]
    public EventCallback<ServerId> OnToggle { get; set; }

    /// <summary>Told that the person has chosen, and goes on.</summary>
    [Parameter]
    public EventCallback OnGoOn { get; set; }

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private FindRequestable Find { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose() => typing?.Dispose();

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => (typing = new(Clock)).RunNowAsync(SearchAsync);

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await input.FocusAsync(preventScroll: true);
        }
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        if (Whom == searchedFor)
        {
            return Task.CompletedTask;
        }

        (searchedFor, skip) = (Whom, 0);
        return typing!.RunNowAsync(SearchAsync);
    }

    private Task TypedAsync()
    {
        skip = 0;
        return typing!.RunAsync(SearchAsync);
    }

    private Task PageAsync(int to)
    {
        skip = to;
        return typing!.RunNowAsync(SearchAsync);
    }

    private async Task SearchAsync(CancellationToken cancel)
    {
        if (await Current.GetAsync() is { } actor)
        {
            found = await Find.RunAsync(actor, search, new(skip, Take), Whom, cancel);
        }
    }

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        if (key.Key != "Enter" || key.CtrlKey || key.MetaKey)
        {
            return;
        }

        if (search.Trim().Length == 0)
        {
            await OnGoOn.InvokeAsync();
            return;
        }

        // What is on the screen may be the answer to less than what was typed.
        skip = 0;
        await typing!.RunNowAsync(SearchAsync);
        if (found?.Items.FirstOrDefault(r => !Chosen.Contains(r.Server.Id)) is { } first)
        {
            search = "";
            await OnToggle.InvokeAsync(first.Server.Id);
            await typing.RunNowAsync(SearchAsync);
        }
    }
}
