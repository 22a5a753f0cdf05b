using JitSsh.Core.CloudRuns;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Requests;

/// <summary>One request: how far it is on each server, who decided, how to connect, and how to end it.</summary>
public sealed partial class RequestPage
{
    private const int Take = 50;

    private RequestRow? row;
    private IReadOnlyList<string> waitsFor = [];
    private StepNow? step;
    private ExtensionOffer? offer;
    private ILookup<GrantId, ServerReceipt>? receipts;
    private IReadOnlyList<StoppedServer> stopped = [];
    private IReadOnlyList<Problem> problems = [];
    private bool isRefused;
    private bool mayDecide;
    private int skip;

    /// <summary>The request.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private ShowRequests Requests { get; set; } = null!;

    [Inject]
    private ShowReceipts Receipts { get; set; } = null!;

    [Inject]
    private CancelRequest Cancel { get; set; } = null!;

    [Inject]
    private EndAccess End { get; set; } = null!;

    [Inject]
    private ExtendAccess Extend { get; set; } = null!;

    [Inject]
    private StartServer Start { get; set; } = null!;

    [Inject]
    private DecideRequest Decide { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    private bool IsMine => Actor!.Is(row!.Request.RequesterId);

    private bool MayEnd => row!.Request.State == RequestState.Approved && (IsMine || Actor!.IsAdmin);

    /// <summary>Where access works now.</summary>
    private List<RequestedAccess> Working => [.. row!.Servers.Where(s => s.Grant is { State: GrantState.Active })];

    /// <inheritdoc/>
    protected override bool Concerns(Change change) =>
        (change.Of == ChangeOf.Request && (change.Id == Id || change.Id == Guid.Empty)) || (change.Of == ChangeOf.AccessFlow && row?.Request.State == RequestState.Pending);

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var found = await Requests.FindAsync(Actor!, new(Id), cancel);
        isRefused = !found.IsDone;
        row = found.IsDone ? found.Value : null;
        receipts = row?.Request.State == RequestState.Approved && await Receipts.OfRequestAsync(Actor!, new(Id), cancel) is { IsDone: true, Value: var all } ? all : null;
        stopped = await Start.OfAsync(Actor!, new(Id), cancel) is { IsDone: true, Value: var off } ? off : [];
        var waits = row?.Request.State == RequestState.Pending;
        step = waits ? await Requests.StepAsync(Actor!, new(Id), cancel) : null;
        waitsFor = [.. step?.Waiting.Select(p => p.Name) ?? []];
        offer = row is not null && IsMine && Working.Count > 0 && await Extend.OfferAsync(Actor!, new(Id), cancel) is { IsDone: true, Value: var can } ? can : null;
        mayDecide = waits && await Decide.MayDecideAsync(Actor!, row!.Request, cancel);
    }

    private IReadOnlyList<ServerReceipt> ReceiptsOf(RequestedAccess access) => access.Grant is { } grant && receipts is not null ? [.. receipts[grant.Id]] : [];

    private static bool IsOpen(RequestedAccess access) => access.Grant is null or { State: GrantState.Pending or GrantState.Active };

    private async Task CancelAsync() => await TellAsync(await Cancel.RunAsync(Actor!, new(Id)));

    private async Task EndAsync(RequestedAccess? access)
    {
        var where = access?.ServerName ?? ServerNames.Of(row!.Servers);
        if (await Dialogs.ConfirmAsync(
            $"End access to {where}?",
            $"{(IsMine ? "Your" : $"{row!.RequesterName}'s")} sessions there are closed and what was given is taken back. {(row!.Request.GivenUntil is null ? "To get it again, it has to be asked for again." : "The access flow does not give it again before the time at which it would have ended.")}",
            "End access", dangerous: true))
        {
            await TellAsync(await End.RunAsync(Actor!, new(Id), access?.ServerId));
        }
    }

    private async Task<Outcome<RequestId>> ExtendAsync(TimeSpan by, string why)
    {
        if (await ActorNowAsync() is not { } actor)
        {
            return Refusal.NotFound;
        }

        var outcome = await Extend.RunAsync(actor, new(Id), by, why);
        await RereadAsync();
        return outcome;
    }

    private async Task StartAsync(RequestedAccess access) => await TellAsync(await Start.RunAsync(Actor!, new(Id), access.ServerId));

    private async Task TellAsync<T>(Outcome<T> outcome)
    {
        problems = outcome.Problems;
        await RereadAsync();
    }
}
