using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Portal.Auth;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JitSsh.Portal.Requests;

/// <summary>Gets the actor in: with a key made in the browser, whose private half .NET never sees, or with one of their registered keys.</summary>
public sealed partial class ConnectCard : IAsyncDisposable
{
    private IReadOnlyList<SshKey>? keys;
    private IReadOnlyList<Problem> problems = [];
    private IJSObjectReference? script;
    private IJSObjectReference? browserKey;
    private HandedOut? handed;
    private ConnectFiles? files;
    private string chosen = "";
    private string path = "";

    /// <summary>The request.</summary>
    [Parameter, EditorRequired]
    public RequestId Request { get; set; }

    /// <summary>Its servers on which access works now.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<RequestedAccess> Servers { get; set; } = [];

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private ConnectToServers Connect { get; set; } = null!;

    [Inject]
    private SshKeysOfPerson KeysOf { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    private SshKey? ChosenKey => keys?.FirstOrDefault(k => k.Id.ToString() == chosen);

    private string UsualPath => ConnectFiles.UsualPath(ChosenKey?.Line ?? "");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await ForgetKeyAsync();
            await (script?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The browser is gone, and the key with it.
        }
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        if (await Current.GetAsync() is { Id: { } me } actor && await KeysOf.ListAsync(actor, me) is { IsDone: true } found)
        {
            keys = found.Value;
            chosen = keys is [var first, ..] ? first.Id.ToString() : "";
        }
    }

    private async Task MakeKeyAsync()
    {
        await RunAsync(async (actor, module) =>
        {
            if (!await module.InvokeAsync<bool>("canMakeKeys"))
            {
                return Say("This browser makes keys only on pages that came over HTTPS. Open the portal by its HTTPS address, or use a registered key.");
            }

            await ForgetKeyAsync();
            browserKey = await module.InvokeAsync<IJSObjectReference>("makeKey", $"jitssh {Request}");
            var publicLine = await browserKey.InvokeAsync<string>("publicLine");
            files = ConnectFiles.OfNewKey(Request);
            return Take(await Connect.RunAsync(actor, Request, publicLine));
        });
    }

    private Task UseRegisteredAsync() => RunAsync(async (actor, _) =>
    {
        if (ChosenKey is not { } key)
        {
            return Say("Choose a key.");
        }

        files = ConnectFiles.OfKeyAt(Request, path.Trim().Length == 0 ? UsualPath : path);
        return Take(await Connect.RunAsync(actor, Request, key.Id));
    });

    private Task DownloadAsync(ConnectDownload what) => RunAsync(async (actor, module) =>
    {
        switch (what)
        {
            case ConnectDownload.PrivateKey:
                await browserKey!.InvokeVoidAsync("downloadPrivateKey", files!.Key);
                break;
            case ConnectDownload.Certificate:
                await module.InvokeVoidAsync("download", files!.Certificate, handed!.Certificate + "\n");
                break;
            default:
                var known = await Connect.KnownHostsAsync(actor, Request);
                if (!known.IsDone)
                {
                    return known.Problems;
                }

                await module.InvokeVoidAsync("download", ConnectFiles.KnownHosts, known.Value);
                break;
        }

        return [];
    });

    private async Task StartOverAsync()
    {
        handed = null;
        await ForgetKeyAsync();
    }

    private async Task RunAsync(Func<Actor, IJSObjectReference, Task<IReadOnlyList<Problem>>> work)
    {
        try
        {
            script ??= await Script.InvokeAsync<IJSObjectReference>("import", "./ssh-key.js");
            problems = await Current.GetAsync() is { } actor ? await work(actor, script) : Say("You are signed out. Sign in again.");
        }
        catch (JSException e)
        {
            problems = Say($"The browser did not do it: {e.Message.Split('\n', 2)[0]}");
        }
    }

    private async Task ForgetKeyAsync()
    {
        await (browserKey?.DisposeAsync() ?? ValueTask.CompletedTask);
        browserKey = null;
    }

    private IReadOnlyList<Problem> Take(Outcome<HandedOut> outcome)
    {
        handed = outcome.IsDone ? outcome.Value : null;
        return [.. outcome.Problems.Select(p => p with { Field = "" })];
    }

    private static IReadOnlyList<Problem> Say(string sentence) => [new("", sentence)];
}
