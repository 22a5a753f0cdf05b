using System.Globalization;
using System.Text;
using JitSsh.Core.Common;
using NodaTime;
using NodaTime.TimeZones;

namespace JitSsh.Core.Shifts;

/// <summary>One entry of a calendar.</summary>
/// <param name="From">From this moment.</param>
/// <param name="To">Until before this one.</param>
/// <param name="Summary">What it says: one line, nothing invisible, at most 200 characters.</param>
/// <param name="Attendees">The e-mail addresses of its attendees, lower case.</param>
/// <param name="Names">The names that its attendees have in it.</param>
public sealed record CalendarEntry(DateTimeOffset From, DateTimeOffset To, string Summary, IReadOnlyList<string> Attendees, IReadOnlyList<string> Names);

/// <summary>
/// Reads what of iCalendar (RFC 5545) an on-call feed needs: plain VEVENTs with DTSTART and DTEND or DURATION, in UTC, with a TZID, floating, or whole days. Entries that repeat
/// (RRULE, RDATE) are refused, as half a calendar would put the wrong person on call without a word. The text is a stranger's: everything in it is bounded.
/// </summary>
public static class CalendarText
{
    /// <summary>The longest text.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>The most entries.</summary>
    public const int MaxEntries = 5000;

    private const int MaxLine = 20_000;
    private const int MaxDepth = 10;
    private const int MaxSummary = 200;
    private const int MaxAttendees = 50;

    /// <summary>The entries, or the sentence that says what is wrong and where.</summary>
    /// <param name="text">The text.</param>
    /// <param name="zone">The zone of days and of times that name none.</param>
    public static Outcome<IReadOnlyList<CalendarEntry>> Read(string text, string zone)
    {
        try
        {
            return Outcomes.Done(Entries(text, zone));
        }
        catch (CalendarException problem)
        {
            return Refusal.Invalid("", problem.Message);
        }
    }

    private static IReadOnlyList<CalendarEntry> Entries(string text, string zone)
    {
        if (text.Length > MaxBytes)
        {
            throw new CalendarException($"The feed is longer than {MaxBytes / 1024 / 1024} MB. Publish a calendar with fewer past entries.");
        }

        List<CalendarEntry> entries = [];
        var path = new Stack<string>();
        Draft? draft = null;
        var hasCalendar = false;
        foreach (var (line, number) in Unfolded(text))
        {
            if (CalendarLine.Read(line) is not { } property)
            {
                throw new CalendarException($"Line {number} is no line of a calendar: {SafeText.Quote(line)}. The address has to answer with iCalendar text.");
            }

            if (property.Name == "BEGIN")
            {
                if (path.Count == MaxDepth)
                {
                    throw new CalendarException($"Line {number}: parts are nested more than {MaxDepth} deep.");
                }

                var part = property.Value.Trim().ToUpperInvariant();
                hasCalendar |= path.Count == 0 && part == "VCALENDAR";
                if (!hasCalendar)
                {
                    break;
                }

                draft = part == "VEVENT" ? new(number) : draft;
                path.Push(part);
            }
            else if (property.Name == "END")
            {
                var part = property.Value.Trim().ToUpperInvariant();
                if (!path.TryPop(out var begun) || begun != part)
                {
                    throw new CalendarException($"Line {number} ends {SafeText.Quote(part)}, which was not begun there.");
                }

                if (part == "VEVENT" && draft is not null)
                {
                    if (entries.Count == MaxEntries)
                    {
                        throw new CalendarException($"The feed has more than {MaxEntries} entries. Publish a calendar with fewer past entries.");
                    }

                    if (draft.Entry(zone) is { } entry)
                    {
                        entries.Add(entry);
                    }

                    draft = null;
                }
            }
            else if (path.TryPeek(out var within) && within == "VEVENT")
            {
                draft?.Take(property, number);
            }
        }

        return !hasCalendar ? throw new CalendarException("The text does not begin with BEGIN:VCALENDAR, so it is no calendar. Check that the address is that of the published feed, not of a page about it.")
            : path.Count > 0 ? throw new CalendarException($"The text ends in the middle of a {SafeText.Quote(path.Peek())}. It may have been cut off.")
            : entries;
    }

    /// <summary>The lines with those that go on on the next put together, and the number of the first of each.</summary>
    private static IEnumerable<(string Line, int Number)> Unfolded(string text)
    {
        var line = new StringBuilder();
        var (number, begun) = (0, 1);
        using var reader = new StringReader(text.TrimStart('\uFEFF'));
        while (reader.ReadLine() is { } next)
        {
            number++;
            if (next.Length > 0 && next[0] is ' ' or '\t')
            {
                line.Append(next, 1, next.Length - 1);
            }
            else
            {
                if (line.Length > 0)
                {
                    yield return (line.ToString(), begun);
                }

                line.Clear().Append(next);
                begun = number;
            }

            if (line.Length > MaxLine)
            {
                throw new CalendarException($"Line {begun} is longer than {MaxLine} characters.");
            }
        }

        if (line.Length > 0)
        {
            yield return (line.ToString(), begun);
        }
    }

    /// <summary>An entry while its lines are read.</summary>
    private sealed class Draft(int line)
    {
        private readonly List<string> attendees = [];
        private readonly List<string> names = [];
        private (CalendarLine Line, int Number)? start;
        private (CalendarLine Line, int Number)? end;
        private TimeSpan? duration;
        private string summary = "";
        private string? repeats;
        private bool isCancelled;

        private string Name => summary.Length > 0 ? $"the entry {SafeText.Quote(summary)} (line {line})" : $"the entry in line {line}";

        public void Take(CalendarLine property, int number)
        {
            switch (property.Name)
            {
                case "DTSTART":
                    start = start is null ? (property, number) : throw new CalendarException($"Line {number}: {Name} has two beginnings.");
                    break;
                case "DTEND":
                    end = end is null ? (property, number) : throw new CalendarException($"Line {number}: {Name} has two ends.");
                    break;
                case "DURATION":
                    duration = CalendarTime.Duration(property.Value) ?? throw new CalendarException($"Line {number}: {SafeText.Quote(property.Value)} is no length of time. In iCalendar eight hours are PT8H.");
                    break;
                case "SUMMARY":
                    summary = Visible(property.Text);
                    break;
                case "ATTENDEE" when attendees.Count + names.Count < MaxAttendees:
                    Attend(property);
                    break;
                case "STATUS":
                    isCancelled = property.Value.Trim().Equals("CANCELLED", StringComparison.OrdinalIgnoreCase);
                    break;
                case "RRULE" or "RDATE" or "EXRULE":
                    repeats = property.Name;
                    break;
            }
        }

        /// <summary>The entry; null when it was cancelled.</summary>
        public CalendarEntry? Entry(string zone)
        {
            if (repeats is not null)
            {
                throw new CalendarException($"{Capital(Name)} repeats ({repeats}). JitSsh reads plain entries only: publish the shifts one by one, as on-call tools do, or use a rotation here.");
            }

            if (isCancelled)
            {
                return null;
            }

            if (start is not { } begun)
            {
                throw new CalendarException($"{Capital(Name)} has no DTSTART, so nobody can say when it begins.");
            }

            var from = CalendarTime.Read(begun.Line, begun.Number, zone);
            var to = end is { } ended ? CalendarTime.Read(ended.Line, ended.Number, zone)
                : duration is { } length ? from + length
                : CalendarTime.IsDay(begun.Line) ? CalendarTime.NextDay(begun.Line, begun.Number, zone)
                : throw new CalendarException($"{Capital(Name)} has neither DTEND nor DURATION, so nobody can say when it ends.");
            return to > from ? new(from, to, summary, attendees, names) : throw new CalendarException($"{Capital(Name)} ends before it begins.");
        }

        private void Attend(CalendarLine property)
        {
            const string Mail = "mailto:";
            if (property.Value.StartsWith(Mail, StringComparison.OrdinalIgnoreCase))
            {
                attendees.Add(Visible(property.Value[Mail.Length..]).ToLowerInvariant());
            }

            if (property.Parameter("CN") is { } name)
            {
                names.Add(Visible(name));
            }
        }

        private static string Visible(string text)
        {
            var clean = new string([.. text.Where(c => CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate))]).Trim();
            return clean.Length <= MaxSummary ? clean : clean[..MaxSummary];
        }

        private static string Capital(string text) => $"T{text[1..]}";
    }
}

/// <summary>What is wrong with a calendar, as a sentence.</summary>
internal sealed class CalendarException(string sentence) : Exception(sentence);

/// <summary>One line: a name, parameters and a value.</summary>
internal sealed record CalendarLine(string Name, IReadOnlyList<(string Name, string Value)> Parameters, string Value)
{
    /// <summary>The value with what is escaped written out; line ends become blanks.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder(Value.Length);
            for (var i = 0; i < Value.Length; i++)
            {
                var c = Value[i];
                text.Append(c != '\\' || i + 1 == Value.Length ? c : Value[++i] is 'n' or 'N' ? ' ' : Value[i]);
            }

            return text.ToString();
        }
    }

    /// <summary>The parameter's value, or null.</summary>
    public string? Parameter(string name) => Parameters.FirstOrDefault(p => p.Name == name).Value;

    /// <summary>The line; null when it is none.</summary>
    public static CalendarLine? Read(string line)
    {
        var at = 0;
        var name = Word(line, ref at);
        List<(string, string)> parameters = [];
        while (name.Length > 0 && at < line.Length && line[at] == ';')
        {
            at++;
            var parameter = Word(line, ref at);
            if (parameter.Length == 0 || at >= line.Length || line[at] != '=' || parameters.Count == 50)
            {
                return null;
            }

            at++;
            parameters.Add((parameter, ParameterValue(line, ref at)));
        }

        return name.Length > 0 && at < line.Length && line[at] == ':' ? new(name, parameters, line[(at + 1)..]) : null;
    }

    private static string Word(string line, ref int at)
    {
        var begin = at;
        while (at < line.Length && (char.IsAsciiLetterOrDigit(line[at]) || line[at] == '-'))
        {
            at++;
        }

        return line[begin..at].ToUpperInvariant();
    }

    private static string ParameterValue(string line, ref int at)
    {
        var value = new StringBuilder();
        for (var quoted = false; at < line.Length && (quoted || line[at] is not (':' or ';')); at++)
        {
            if (line[at] == '"')
            {
                quoted = !quoted;
            }
            else
            {
                value.Append(line[at]);
            }
        }

        return value.ToString();
    }
}

/// <summary>Moments and lengths of time as iCalendar writes them.</summary>
internal static class CalendarTime
{
    private const int FirstYear = 1970;
    private const int LastYear = 2199;

    public static bool IsDay(CalendarLine line) => line.Parameter("VALUE")?.Equals("DATE", StringComparison.OrdinalIgnoreCase) == true || line.Value.Trim().Length == 8;

    public static DateTimeOffset Read(CalendarLine line, int number, string zone)
    {
        var value = line.Value.Trim();
        var utc = value.EndsWith('Z');
        var (pattern, text) = IsDay(line) ? ("yyyyMMdd", value) : ("yyyyMMdd'T'HHmmss", utc ? value[..^1] : value);
        return DateTime.TryParseExact(text, pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is >= FirstYear and <= LastYear
            ? utc ? new(local, TimeSpan.Zero) : Clock(line, number, zone).At(LocalDateTime.FromDateTime(local))
            : throw new CalendarException($"Line {number}: {SafeText.Quote(value)} is no time that JitSsh can read. A time is written like 20260301T090000Z, a day like 20260301, in the years {FirstYear} to {LastYear}.");
    }

    public static DateTimeOffset NextDay(CalendarLine line, int number, string zone)
    {
        _ = Read(line, number, zone);
        var day = DateOnly.ParseExact(line.Value.Trim(), "yyyyMMdd", CultureInfo.InvariantCulture).AddDays(1);
        return Clock(line, number, zone).At(day, TimeOnly.MinValue);
    }

    /// <summary>A length of time; null when it is none. Weeks, days, hours, minutes, seconds; not negative, at most ten years.</summary>
    public static TimeSpan? Duration(string text)
    {
        var rest = text.Trim();
        if (!rest.StartsWith('P') || rest.Length is < 3 or > 40)
        {
            return null;
        }

        double seconds = 0;
        var inTime = false;
        var digits = "";
        foreach (var c in rest[1..])
        {
            if (c == 'T' && !inTime && digits.Length == 0)
            {
                inTime = true;
            }
            else if (char.IsAsciiDigit(c) && digits.Length < 8)
            {
                digits += c;
            }
            else
            {
                var unit = (c, inTime) switch { ('W', false) => 604800, ('D', false) => 86400, ('H', true) => 3600, ('M', true) => 60, ('S', true) => 1, _ => 0 };
                if (unit == 0 || digits.Length == 0)
                {
                    return null;
                }

                seconds += unit * double.Parse(digits, CultureInfo.InvariantCulture);
                digits = "";
            }
        }

        return digits.Length == 0 && seconds is > 0 and <= 3653 * 86400.0 ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>The zone that the line names, by its name in the tz database or in Windows; without one, the shift's own.</summary>
    private static LocalClock Clock(CalendarLine line, int number, string zone)
    {
        if (line.Parameter("TZID") is not { } id)
        {
            return LocalClock.In(zone);
        }

        id = id.Trim().TrimStart('/');
        return LocalClock.Find(id) ?? LocalClock.Find(TzdbDateTimeZoneSource.Default.WindowsToTzdbIds.TryGetValue(id, out var tzdb) ? tzdb : null)
            ?? throw new CalendarException($"Line {number}: the time zone {SafeText.Quote(id)} is not known. JitSsh knows the names of the tz database, such as Europe/Zurich, and those of Windows.");
    }
}
