using System.Globalization;
using JitSsh.Core.Common;
using JitSsh.Core.Shifts;
using JitSsh.Portal.Layout;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Radzen;

namespace JitSsh.Portal.People;

/// <summary>One shift: who is on call when, on the viewer's own calendar, and who stands in.</summary>
public sealed partial class ShiftPage
{
    private ShiftDetail? detail;
    private IReadOnlyList<ShiftDay> days = [];
    private IReadOnlyList<Problem> problems = [];
    private DateOnly today;
    private string? viewer;

    /// <summary>The shift.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? FromText { get; set; }

    [SupplyParameterFromQuery(Name = "weeks")]
    private int? WeeksAsked { get; set; }

    [Inject]
    private ListShifts List { get; set; } = null!;

    [Inject]
    private SaveShift Save { get; set; } = null!;

    [Inject]
    private ReadFeeds Feeds { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    private Shift Shift => detail!.Row.Shift;

    private int Weeks => WeeksAsked == 5 ? 5 : 2;

    /// <summary>The viewer's zone; until the browser has said it, the shift's.</summary>
    private string Zone => viewer ?? Shift.TimeZone;

    private DateOnly First { get; set; }

    private string OnCallNow
    {
        get
        {
            var who = detail!.Row.OnCall;
            return who.Count == 0 ? "Nobody is on call now." : $"On call now: {string.Join(", ", who.Select(p => p.IsActive ? p.Name : $"{p.Name} (deactivated)"))}.";
        }
    }

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of is ChangeOf.People || (change.Of is ChangeOf.Shift && change.Id == Id);

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var now = Clock.GetUtcNow();
        var zone = viewer ?? detail?.Row.Shift.TimeZone ?? "UTC";
        for (var isSettled = false; !isSettled;)
        {
            today = ShiftDays.DayAt(zone, now);
            var asked = DateOnly.TryParseExact(FromText, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2001 and < 2150 ? day : today;
            First = asked.AddDays(-(((int)asked.DayOfWeek + 6) % 7));
            var span = (From: ShiftDays.At(zone, First.ToDateTime(TimeOnly.MinValue)), To: ShiftDays.At(zone, First.AddDays(7 * Weeks).ToDateTime(TimeOnly.MinValue)));
            var outcome = await List.FindAsync(Actor!, new(Id), span.From, span.To, cancel);
            detail = outcome.IsDone ? outcome.Value : null;

            // Before the browser has said where it is, the days are those of the shift, which is known only now.
            isSettled = detail is null || zone == Zone;
            zone = detail is null ? zone : Zone;
        }

        days = detail is null ? [] : ShiftDays.Of(detail.Stretches, zone, First, 7 * Weeks);
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            try
            {
                await using var module = await Script.InvokeAsync<IJSObjectReference>("import", "./zone.js");
                var zone = await module.InvokeAsync<string>("zone");
                if (ShiftDays.IsZone(zone))
                {
                    viewer = zone;
                    await RereadAsync();
                }
            }
            catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
            {
                // The browser is gone.
            }
        }
    }

    private string Address(int step) => AddressOf(step == 0 ? null : First.AddDays(7 * Weeks * step), Weeks);

    private string AddressOf(DateOnly? first, int weeks) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["from"] = first?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["weeks"] = weeks == 5 ? 5 : null,
    });

    private async Task ReadFeedAsync()
    {
        if (await ActorNowAsync() is { } actor)
        {
            problems = (await Feeds.NowAsync(actor, new(Id))).Problems;
        }
    }

    private async Task RemoveAsync()
    {
        if (!await Dialogs.ConfirmAsync(
            $"Remove the shift {Shift.Name}?",
            "Access flows that name it no longer match anybody through it: whoever is on call cannot ask for access, or decide, by those flows.",
            "Remove",
            dangerous: true) || await ActorNowAsync() is not { } actor)
        {
            return;
        }

        var outcome = await Save.RemoveAsync(actor, new(Id));
        problems = outcome.Problems;
        if (outcome.IsDone)
        {
            Navigation.NavigateTo($"{Paths.People}/shifts");
        }
    }
}
