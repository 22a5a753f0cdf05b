using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Servers;

/// <summary>The host keys of a server: accepted ones, shown ones, how they compare, and the decision of an admin.</summary>
public sealed partial class ServerHostKeys
{
    private IReadOnlyList<HostKey> accepted = [];
    private IReadOnlyList<HostKey> shown = [];
    private IReadOnlyList<HostKey> vouched = [];
    private IReadOnlyList<Problem> problems = [];
    private HostKeyMatch match;
    private string? acceptedBy;

    /// <summary>The server.</summary>
    [Parameter, EditorRequired]
    public Server Server { get; set; } = null!;

    /// <summary>Told after something changed.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private HostKeys HostKeys { get; set; } = null!;

    [Inject]
    private ListPeople People { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        accepted = HostKey.ReadLines(Server.HostKeys);
        shown = HostKey.ReadLines(Server.OfferedHostKeys);
        vouched = HostKey.ReadLines(Server.VouchedHostKeys);
        match = HostKeyComparison.Of(accepted, shown);
        acceptedBy = Server.HostKeysAcceptedBy is { } id && await Current.GetAsync() is { } actor && await People.FindAsync(actor, id) is { IsDone: true, Value: var row } ? row.Person.Name : null;
    }

    private string HowAccepted => Server.HostKeysHow switch
    {
        HostKeyTrust.ByCloud => $"vouched for by Azure, read through Run Command for {acceptedBy ?? "the integration's settings"}",
        _ => $"by hand, by {acceptedBy ?? "an admin"}",
    };

    private async Task AcceptVouchedAsync()
    {
        var keys = vouched; // Exactly those that are on the screen now.
        if (await Dialogs.ConfirmAsync(
                $"Replace the accepted host keys of {Server.Name}?",
                $"Only if you know why they differ: the machine was rebuilt, or its keys were made anew. JitSsh will log in to whoever has these: {string.Join(", ", keys.Select(k => k.Fingerprint))}.",
                "Accept these keys", dangerous: true)
            && await Current.GetAsync() is { } actor)
        {
            problems = (await HostKeys.AcceptVouchedAsync(actor, Server.Id, keys)).Problems;
            await OnChanged.InvokeAsync();
        }
    }

    private async Task ScanAsync()
    {
        if (await Current.GetAsync() is { } actor)
        {
            problems = (await HostKeys.ScanAsync(actor, Server.Id)).Problems;
            await OnChanged.InvokeAsync();
        }
    }

    private async Task AcceptAsync()
    {
        var keys = shown; // Exactly those that are on the screen now.
        if (match == HostKeyMatch.Changed && !await Dialogs.ConfirmAsync(
            $"Accept the new host keys of {Server.Name}?",
            $"Only if you know why they changed, and the fingerprints were compared on the server: {string.Join(", ", keys.Select(k => k.Fingerprint))}. JitSsh will log in to whoever has these keys.",
            "Accept the new keys", dangerous: true))
        {
            return;
        }

        if (await Current.GetAsync() is { } actor)
        {
            problems = (await HostKeys.AcceptAsync(actor, Server.Id, keys)).Problems;
            await OnChanged.InvokeAsync();
        }
    }
}
