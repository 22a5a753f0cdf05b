using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Shifts;

/// <summary>Reads the feeds that are due. One that cannot be read keeps the last known entries, and says so.</summary>
public sealed class ReadFeeds(IShiftStore shifts, IFeed feed, IOptions<ShiftOptions> options, TimeProvider clock)
{
    /// <summary>Entries that ended longer ago are not kept.</summary>
    private static readonly TimeSpan Back = TimeSpan.FromDays(62);

    /// <summary>Entries that begin later are not kept; the next readings bring them.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(400);

    /// <summary>After a failure it is tried again sooner than in an hour.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(10);

    /// <summary>Reads what is due.</summary>
    /// <returns>When the next one is due; null when there is none.</returns>
    public async Task<DateTimeOffset?> RunAsync(CancellationToken cancel = default)
    {
        foreach (var shift in await shifts.DueAsync(clock.GetUtcNow(), cancel))
        {
            await ReadAsync(shift, shift.FeedAddress!, cancel);
        }

        return await shifts.NextDueAsync(cancel);
    }

    /// <summary>Makes a shift's feed due now; NotFound for anyone but an admin, Conflict for a shift without one.</summary>
    public async Task<Outcome<Nothing>> NowAsync(Actor actor, ShiftId id, CancellationToken cancel = default) =>
        !actor.IsAdmin || await shifts.FindAsync(id, cancel) is null ? Refusal.NotFound
        : await shifts.MakeDueAsync(id, clock.GetUtcNow(), cancel) ? Nothing.AtAll
        : Refusal.Conflict("This shift has a rotation, so there is no feed to read.");

    private async Task ReadAsync(Shift shift, Uri address, CancellationToken cancel)
    {
        var text = await feed.ReadAsync(address, cancel);
        var read = text.IsDone ? CalendarText.Read(text.Value, shift.TimeZone) : Refusal.Invalid("", text.Sentence);
        var now = clock.GetUtcNow();
        if (!read.IsDone)
        {
            // The log tells when it begins and when it ends, not each hour between.
            var failed = shift.FeedProblem is null ? Audited.Shift(Actor.System, now, shift.Id, "feed-failed", $"{shift.Name}: {read.Sentence}") : null;
            var soon = options.Value.ReadEvery < AfterFailure ? options.Value.ReadEvery : AfterFailure;
            await shifts.NoteAsync(shift.Id, address, new(now, now + soon, null, read.Sentence), failed, cancel);
            return;
        }

        var match = new MatchPeople(await shifts.NameablesAsync(cancel));
        var rows = read.Value.Where(e => e.To > now - Back && e.From < now + Ahead)
            .SelectMany(e => match.Of(e) is { Count: > 0 } found ? found.Select(p => (Entry: e, Person: (PersonId?)p)) : [(e, null)])
            .Select((r, n) => new ShiftEvent { ShiftId = shift.Id, Number = n, From = r.Entry.From.ToUniversalTime(), To = r.Entry.To.ToUniversalTime(), PersonId = r.Person, Text = TextOf(r.Entry) })
            .ToList();
        var again = shift.FeedProblem is not null ? Audited.Shift(Actor.System, now, shift.Id, "feed-read-again", $"{shift.Name}: {rows.Count} entries") : null;
        await shifts.NoteAsync(shift.Id, address, new(now, now + options.Value.ReadEvery, rows, null), again, cancel);
    }

    private static string TextOf(CalendarEntry entry)
    {
        var text = string.Join(", ", new[] { entry.Summary }.Concat(entry.Attendees.Take(3)).Where(t => t.Length > 0));
        return text.Length == 0 ? "(says nothing)" : text.Length <= 200 ? text : text[..200];
    }
}
