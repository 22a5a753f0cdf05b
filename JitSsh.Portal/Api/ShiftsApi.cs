using JitSsh.Core.Common;
using JitSsh.Core.Shifts;

namespace JitSsh.Portal.Api;

/// <summary>Shifts; for admins.</summary>
internal static class ShiftsApi
{
    public static void MapShifts(this RouteGroupBuilder api)
    {
        var shifts = api.MapGroup("/shifts").WithTags("Shifts");
        shifts.MapGet("/", ListAsync).WithSummary("Lists the shifts, and who is on call now; admins only.").Refuses(404);
        shifts.MapPost("/", AddAsync).WithSummary("Adds a shift: a rotation, or the address of an on-call feed; admins only.").Refuses(404, 422);
        shifts.MapGet("/{id:guid}", GetAsync).WithSummary("Shows a shift, and who is on call when; admins only.").Refuses(404, 422);
        shifts.MapPut("/{id:guid}", ChangeAsync).WithSummary("Changes a shift; admins only.").Refuses(404, 422);
        shifts.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Removes a shift; admins only.").Refuses(404);
        shifts.MapPost("/{id:guid}/overrides", StandInAsync).WithSummary("Lets somebody stand in; admins only.").Refuses(404, 422);
        shifts.MapDelete("/{id:guid}/overrides/{stand:guid}", TakeBackAsync).WithSummary("Takes an override back, by its id; admins only.").Refuses(404);
        shifts.MapPost("/{id:guid}/read", ReadAsync).WithSummary("Reads the shift's feed now; admins only.").Refuses(404, 409);
    }

    private static async Task<Answer<IReadOnlyList<ShiftView>>> ListAsync(Caller caller, ListShifts shifts, CancellationToken cancel) =>
        (await shifts.RunAsync(caller.Actor, cancel)).ShowAll(ShiftView.Of);

    private static async Task<Made<ShiftId>> AddAsync(Caller caller, ShiftBody body, SaveShift save, CancellationToken cancel) =>
        (await save.RunAsync(caller.Actor, null, body.Input, cancel)).Made("/api/v1/shifts");

    /// <param name="caller">Who asks.</param>
    /// <param name="id">The shift.</param>
    /// <param name="from">From when; now when left out.</param>
    /// <param name="to">Until when; two weeks later when left out.</param>
    /// <param name="shifts">Shows it.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancel">Stops it.</param>
    private static async Task<Answer<ShiftDetailView>> GetAsync(
        Caller caller, ShiftId id, DateTimeOffset? from, DateTimeOffset? to, ListShifts shifts, TimeProvider clock, CancellationToken cancel)
    {
        var begin = (from ?? clock.GetUtcNow()).ToUniversalTime();
        var end = to?.ToUniversalTime() ?? (begin.Year < 9999 ? begin.AddDays(14) : begin);
        return (await shifts.FindAsync(caller.Actor, id, begin, end, cancel)).Show(ShiftDetailView.Of);
    }

    private static async Task<Done> ChangeAsync(Caller caller, ShiftId id, ShiftBody body, SaveShift save, CancellationToken cancel) =>
        (await save.RunAsync(caller.Actor, id, body.Input, cancel)).Done();

    private static async Task<Done> RemoveAsync(Caller caller, ShiftId id, SaveShift save, CancellationToken cancel) => (await save.RemoveAsync(caller.Actor, id, cancel)).Done();

    private static async Task<Made<ShiftOverrideId>> StandInAsync(Caller caller, ShiftId id, OverrideBody body, StandIn stand, CancellationToken cancel) =>
        (await stand.AddAsync(caller.Actor, id, body.PersonId, body.From, body.To, cancel)).Made($"/api/v1/shifts/{id}/overrides");

    private static async Task<Done> TakeBackAsync(Caller caller, ShiftId id, ShiftOverrideId stand, StandIn standIn, CancellationToken cancel) =>
        (await standIn.RemoveAsync(caller.Actor, id, stand, cancel)).Done();

    private static async Task<Done> ReadAsync(Caller caller, ShiftId id, ReadFeeds read, CancellationToken cancel) => (await read.NowAsync(caller.Actor, id, cancel)).Done();
}

/// <summary>A shift, and who is on call now.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="TimeZone">The time zone of its days and times, by its name in the tz database.</param>
/// <param name="Rotation">Who follows whom; null with a feed.</param>
/// <param name="Hours">The hours of the week in which the rotation counts; empty for always.</param>
/// <param name="Feed">The on-call feed; null with a rotation.</param>
/// <param name="OnCall">Who is on call now.</param>
/// <param name="NextChangeAt">When that changes; null when it does not, as far as is known.</param>
internal sealed record ShiftView(
    ShiftId Id, string Name, string TimeZone, Rotation? Rotation, IReadOnlyList<WeekHours> Hours, FeedView? Feed, IReadOnlyList<NamedPerson> OnCall, DateTimeOffset? NextChangeAt)
{
    public static ShiftView Of(ShiftRow row) => new(
        row.Shift.Id, row.Shift.Name, row.Shift.TimeZone, row.Shift.Rotation, row.Shift.Hours,
        row.Shift.FeedAddress is { } address ? new(address.AbsoluteUri, row.Shift.ReadAt, row.Shift.NextReadAt, row.Shift.FeedProblem) : null,
        [.. row.OnCall.Select(NamedPerson.Of)], row.NextChange);
}

/// <summary>An on-call feed.</summary>
/// <param name="Address">Its address.</param>
/// <param name="ReadAt">When it was last read without a problem; what is known is from then.</param>
/// <param name="NextReadAt">When it is read next.</param>
/// <param name="Problem">Why the last reading failed; null when it did not.</param>
internal sealed record FeedView(string Address, DateTimeOffset? ReadAt, DateTimeOffset? NextReadAt, string? Problem);

/// <summary>A shift over some time.</summary>
/// <param name="Shift">The shift.</param>
/// <param name="Stretches">Who is on call when, in order.</param>
/// <param name="Overrides">Who stands in.</param>
/// <param name="Unknown">Entries of the feed that name nobody here.</param>
internal sealed record ShiftDetailView(ShiftView Shift, IReadOnlyList<StretchView> Stretches, IReadOnlyList<OverrideView> Overrides, IReadOnlyList<UnknownEntryView> Unknown)
{
    public static ShiftDetailView Of(ShiftDetail detail)
    {
        return new(
            ShiftView.Of(detail.Row),
            [.. detail.Stretches.Select(s => new StretchView(s.From, s.To, Named(s.Person), s.By))],
            [.. detail.Overrides.Select(o => new OverrideView(o.Id, Named(o.PersonId), o.From, o.To, o.MadeBy, o.MadeAt))],
            [.. detail.Unknown.Select(e => new UnknownEntryView(e.From, e.To, e.Text))]);

        NamedPerson Named(PersonId id) => new(id, detail.People.GetValueOrDefault(id)?.Name ?? "");
    }
}

/// <summary>A time in which somebody is on call.</summary>
/// <param name="From">From this moment.</param>
/// <param name="To">Until before this one.</param>
/// <param name="Person">Who.</param>
/// <param name="By">Why.</param>
internal sealed record StretchView(DateTimeOffset From, DateTimeOffset To, NamedPerson Person, OnCallBy By);

/// <summary>That somebody stands in.</summary>
/// <param name="Id">The id.</param>
/// <param name="Person">Who.</param>
/// <param name="From">From this moment.</param>
/// <param name="To">Until before this one.</param>
/// <param name="MadeBy">Who made it.</param>
/// <param name="MadeAt">When.</param>
internal sealed record OverrideView(ShiftOverrideId Id, NamedPerson Person, DateTimeOffset From, DateTimeOffset To, string MadeBy, DateTimeOffset MadeAt);

/// <summary>An entry of a feed that names nobody here.</summary>
/// <param name="From">From this moment.</param>
/// <param name="To">Until before this one.</param>
/// <param name="Text">What it says.</param>
internal sealed record UnknownEntryView(DateTimeOffset From, DateTimeOffset To, string Text);

/// <summary>What an admin says about a shift: a rotation, or the address of a feed.</summary>
internal sealed record ShiftBody
{
    /// <summary>The name; unique.</summary>
    public required string Name { get; init; }

    /// <summary>The time zone, by its name in the tz database.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Who follows whom; left out with a feed.</summary>
    public Rotation? Rotation { get; init; }

    /// <summary>The hours of the week in which the rotation counts; empty for always.</summary>
    public IReadOnlyList<WeekHours> Hours { get; init; } = [];

    /// <summary>The HTTPS address of an on-call feed in iCalendar form; left out with a rotation.</summary>
    public string? FeedAddress { get; init; }

    internal ShiftInput Input => new() { Name = Name, TimeZone = TimeZone, Rotation = Rotation, Hours = Hours, FeedAddress = FeedAddress };
}

/// <summary>That somebody is to stand in.</summary>
internal sealed record OverrideBody
{
    /// <summary>Who.</summary>
    public required PersonId PersonId { get; init; }

    /// <summary>From this moment.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until before this one.</summary>
    public required DateTimeOffset To { get; init; }
}
