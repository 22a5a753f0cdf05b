using System.Security.Cryptography;
using System.Text.Json;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Portal.Layout;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Server.ProtectedBrowserStorage;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace JitSsh.Portal.Requests;

/// <summary>Asks for access. The servers chosen are in the address, so that it can be kept or sent to a colleague.</summary>
public sealed partial class NewRequest
{
    /// <summary>More than this would make an address that servers and proxies refuse.</summary>
    private const int MostInAddress = 100;

    /// <summary>Where the person's browser keeps what they type.</summary>
    private const string KeptUnder = "jitssh.request";

    private static readonly string[] Fields = ["For", "Servers", "LinuxGroups", "Duration", "StartsAt", "Justification"];

    private readonly RequestDraft draft = new();
    private RequestableChoice choice = new([], [], TimeSpan.Zero, false);
    private IReadOnlyList<Person> reports = [];
    private IReadOnlyList<ServerId> mirrored = [];
    private ElementReference justification;
    private Forecast? forecast;
    private IReadOnlyList<Problem>? refused;
    private Guid? asked;
    private bool hasTried;
    private bool isSending;
    private int stamp;
    private Debounce? keeping;
    private KeptDraft? kept;
    private DateTimeOffset? restored;
    private bool hasRestored;
    private bool isSent;

    /// <summary>The servers chosen.</summary>
    [SupplyParameterFromQuery(Name = "server")]
    public string[]? ServersInAddress { get; set; }

    /// <summary>The request that this one repeats.</summary>
    [SupplyParameterFromQuery(Name = "again")]
    public Guid? Again { get; set; }

    [Inject]
    private FindRequestable Find { get; set; } = null!;

    [Inject]
    private AskFor AskFor { get; set; } = null!;

    [Inject]
    private SubmitRequest Submit { get; set; } = null!;

    [Inject]
    private ShowRequests Requests { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    [Inject]
    private ProtectedLocalStorage Browser { get; set; } = null!;

    /// <summary>What is wrong, without scolding for what was not yet got to: until it is sent, a missing reason is only mentioned beside the form.</summary>
    private IReadOnlyList<Problem> Shown =>
        refused ?? (draft.Servers.Count == 0 || forecast is null ? [] : [.. forecast.Problems.Where(p => hasTried || (p.Field != "Justification" && (p.Field != "StartsAt" || draft.StartsAt is not null)) || (p.Field == "Justification" && draft.Justification.Length > 0))]);

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of is ChangeOf.AccessFlow or ChangeOf.Server or ChangeOf.People;

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        var fromAddress = (ServersInAddress ?? []).Select(s => TypedId.TryParse<ServerId>(s, out var id) ? id : (ServerId?)null).OfType<ServerId>().Distinct().ToList();
        if (!fromAddress.SequenceEqual(mirrored))
        {
            mirrored = fromAddress;
            draft.Servers.Clear();
            draft.Servers.AddRange(fromAddress);
        }

        return base.OnParametersSetAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        keeping?.Dispose();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!HasRead || isSent || Actor?.Id is not { } me)
        {
            return;
        }

        if (!hasRestored)
        {
            hasRestored = true;
            await RestoreAsync(me);
            return;
        }

        // After each change that was drawn: whatever the person did, it is here.
        var now = draft.ToKept(me, Clock.GetUtcNow());
        if (!now.SaysTheSameAs(kept))
        {
            kept = now;
            await (keeping ??= new(Clock)).RunAsync(async _ => await KeepAsync(now));
        }
    }

    private async Task RestoreAsync(PersonId me)
    {
        try
        {
            var found = await Browser.GetAsync<KeptDraft>(KeptUnder);
            if (Again is null && found is { Success: true, Value: { } before } && before.BelongsTo(me, Clock.GetUtcNow(), mirrored))
            {
                kept = before;
                restored = before.At;
                draft.Restore(before);
                await MirrorAsync();
            }
        }
        catch (Exception e) when (e is CryptographicException or JsonException or JSException)
        {
            // Kept by a portal with other keys, or of another version: there is nothing to bring back.
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone.
        }

        kept ??= draft.ToKept(me, Clock.GetUtcNow());
    }

    private async Task KeepAsync(KeptDraft now)
    {
        try
        {
            await (now.IsWorthKeeping ? Browser.SetAsync(KeptUnder, now) : Browser.DeleteAsync(KeptUnder));
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // A browser that keeps nothing, or is gone: the form works as it did.
        }
    }

    private async Task StartOverAsync()
    {
        restored = null;
        draft.Clear();
        await MirrorAsync();
    }

    private Task TakeAsync(Favourite favourite)
    {
        draft.Take(favourite);
        return MirrorAsync();
    }

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        if (Again is { } again && again != asked)
        {
            asked = again;
            var before = await Requests.FindAsync(Actor!, new(again), cancel);
            if (before.IsDone)
            {
                draft.AskAgain(before.Value);
            }
        }

        stamp++;
        reports = await AskFor.ReportsAsync(Actor!, cancel);
        if (draft.Whom is { } whom && reports.All(r => r.Id != whom))
        {
            // Not their report any more: what was typed stays, and for whom is chosen anew.
            draft.Whom = null;
            refused = [new(AskFor.Field, "You can no longer ask for the person you chose. This is for you now.")];
        }

        choice = await Find.ChosenAsync(Actor!, draft.Servers, draft.Whom, cancel);
    }

    private async Task ForAsync(ChangeEventArgs e)
    {
        draft.Whom = TypedId.TryParse<PersonId>(e.Value as string, out var id) ? id : null;
        draft.BreakGlass = draft.BreakGlass && draft.Whom is null;
        refused = null;
        await RereadAsync();
    }

    private Task ToggleAsync(ServerId server)
    {
        if (!draft.Servers.Remove(server))
        {
            draft.Servers.Add(server);
        }

        return MirrorAsync();
    }

    private Task ForgetMissingAsync()
    {
        draft.Servers.RemoveAll(id => choice.Servers.All(s => s.Id != id));
        return MirrorAsync();
    }

    private async Task MirrorAsync()
    {
        refused = null;
        mirrored = draft.Servers.Count <= MostInAddress ? [.. draft.Servers] : [];
        var address = Address.GetUriWithQueryParameters(Paths.NewRequest, new Dictionary<string, object?>(StringComparer.Ordinal) { ["server"] = mirrored.Select(s => s.ToString()).ToArray() });
        Address.NavigateTo(address, replace: true);
        await RereadAsync();
    }

    private void Choose(string group, bool chosen) => _ = chosen ? draft.LinuxGroups.Add(group) : draft.LinuxGroups.Remove(group);

    private async Task GoOnAsync() => await justification.FocusAsync();

    private void Hear(Forecast told) => (forecast, refused) = (told, null);

    private Task KeyAsync(KeyboardEventArgs key) => key is { Key: "Enter", CtrlKey: true } or { Key: "Enter", MetaKey: true } ? SubmitAsync() : Task.CompletedTask;

    private async Task SubmitAsync()
    {
        if (isSending)
        {
            return;
        }

        isSending = true;
        hasTried = true;
        try
        {
            var outcome = await Submit.RunAsync(Actor!, draft.ToInput(choice.MaxDuration, choice.DefaultDuration));
            refused = outcome.IsDone ? null : outcome.Problems;
            if (outcome.IsDone)
            {
                isSent = true;
                keeping?.Dispose();
                await KeepAsync(new(Actor!.Id!.Value, Clock.GetUtcNow(), [], [], null, "", null, false));
                Address.NavigateTo($"{Paths.MyRequests}/{outcome.Value}");
            }
        }
        finally
        {
            isSending = false;
        }
    }
}
