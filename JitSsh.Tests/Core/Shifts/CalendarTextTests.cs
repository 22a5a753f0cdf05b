using FsCheck;
using FsCheck.Fluent;
using JitSsh.Core.Common;
using JitSsh.Core.Shifts;
using Xunit;

namespace JitSsh.Tests.Core.Shifts;

public sealed class CalendarTextTests
{
    private const string Zone = "Europe/Zurich";

    [Theory]
    [InlineData("DTSTART:20260701T090000Z\r\nDTEND:20260708T090000Z", "2026-07-01T09:00:00Z", "2026-07-08T09:00:00Z")]
    [InlineData("DTSTART;TZID=America/New_York:20260701T090000\r\nDTEND;TZID=America/New_York:20260702T090000", "2026-07-01T13:00:00Z", "2026-07-02T13:00:00Z")]
    [InlineData("DTSTART;TZID=\"Eastern Standard Time\":20260701T090000\r\nDURATION:PT8H", "2026-07-01T13:00:00Z", "2026-07-01T21:00:00Z")]
    [InlineData("DTSTART:20260701T090000\r\nDTEND:20260701T100000", "2026-07-01T07:00:00Z", "2026-07-01T08:00:00Z")]
    [InlineData("DTSTART;VALUE=DATE:20260329\r\nDTEND;VALUE=DATE:20260330", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("DTSTART;VALUE=DATE:20260329", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("DTSTART;TZID=Europe/Zurich:20260329T023000\r\nDTEND:20260329T020000Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z")]
    public void Read_Times_AreMomentsOfTheirZone(string times, string from, string to)
    {
        var entry = Assert.Single(Done(Event($"{times}\r\nSUMMARY:Alice")));
        Assert.Equal((DateTimeOffset.Parse(from, null), DateTimeOffset.Parse(to, null)), (entry.From, entry.To));
    }

    [Fact]
    public void Read_FoldedEscapedAndUnknown_IsReadAsMeant()
    {
        var entry = Assert.Single(Done(Event(
            "UID:1\r\nX-WR-THING;A=\"b:c;d\":e\r\nDTSTART:20260701T090000Z\r\nDTEND:20260701T100000Z\r\nSUMMARY:On call\\, fir\r\n st\\nline\r\nATTENDEE;CN=\"Adams: Alice\";ROLE=REQ-PARTICIPANT:MAILTO:Alice@Example.com\r\n"
            + "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nSUMMARY:not this\r\nEND:VALARM")));
        Assert.Equal("On call, first line", entry.Summary);
        Assert.Equal(["alice@example.com"], entry.Attendees);
        Assert.Equal(["Adams: Alice"], entry.Names);
    }

    [Fact]
    public void Read_CancelledEntry_IsLeftOut() => Assert.Empty(Done(Event("DTSTART:20260701T090000Z\r\nDTEND:20260701T100000Z\r\nSTATUS:CANCELLED")));

    [Fact]
    public void Read_NothingInIt_HasNoEntries() => Assert.Empty(Done("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"));

    [Theory]
    [InlineData("DTSTART:20260701T090000Z\r\nDTEND:20260701T100000Z\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:Weekly", "The entry \"Weekly\" (line 2) repeats (RRULE).")]
    [InlineData("RDATE:20260701T090000Z\r\nDTSTART:20260701T090000Z\r\nDTEND:20260701T100000Z", "The entry in line 2 repeats (RDATE).")]
    [InlineData("DTSTART;TZID=Mars/Olympus:20260701T090000\r\nDTEND:20260701T100000Z", "Line 3: the time zone \"Mars/Olympus\" is not known.")]
    [InlineData("DTSTART:20260231T090000Z\r\nDTEND:20260701T100000Z", "Line 3: \"20260231T090000Z\" is no time")]
    [InlineData("DTSTART:00010101T000000\r\nDTEND:20260701T100000Z", "Line 3: \"00010101T000000\" is no time")]
    [InlineData("DTSTART:20260701T090000Z", "The entry in line 2 has neither DTEND nor DURATION")]
    [InlineData("DTEND:20260701T090000Z", "The entry in line 2 has no DTSTART")]
    [InlineData("DTSTART:20260701T090000Z\r\nDTEND:20260701T080000Z", "The entry in line 2 ends before it begins.")]
    [InlineData("DTSTART:20260701T090000Z\r\nDTSTART:20260701T080000Z", "Line 4: the entry in line 2 has two beginnings.")]
    [InlineData("DTSTART:20260701T090000Z\r\nDURATION:-PT1H", "Line 4: \"-PT1H\" is no length of time.")]
    [InlineData("DTSTART:20260701T090000Z\r\nDURATION:P99999999W", "Line 4: \"P99999999W\" is no length of time.")]
    [InlineData("END:VCALENDAR", "Line 3 ends \"VCALENDAR\", which was not begun there.")]
    [InlineData("\u202Enonsense", "Line 3 is no line of a calendar: \"U+202Enonsense\".")]
    public void Read_WhatCannotBeTaken_IsASentenceThatSaysWhere(string lines, string begins) =>
        Assert.StartsWith(begins, CalendarText.Read(Event(lines), Zone).Sentence, StringComparison.Ordinal);

    [Theory]
    [InlineData("<html><body>Sign in</body></html>", "Line 1 is no line of a calendar")]
    [InlineData("", "The text does not begin with BEGIN:VCALENDAR")]
    [InlineData("BEGIN:VCARD\nEND:VCARD", "The text does not begin with BEGIN:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260701T090000Z", "The text ends in the middle of a \"VEVENT\".")]
    public void Read_OtherTexts_AreRefused(string text, string begins) => Assert.StartsWith(begins, CalendarText.Read(text, Zone).Sentence, StringComparison.Ordinal);

    [Fact]
    public void Read_TooMuchOfAnything_IsRefused()
    {
        Assert.Contains("nested more than", CalendarText.Read(string.Concat(Enumerable.Repeat("BEGIN:VCALENDAR\n", 5000)), Zone).Sentence, StringComparison.Ordinal);
        Assert.Contains("longer than 20000 characters", CalendarText.Read($"BEGIN:VCALENDAR\nX:{string.Concat(Enumerable.Repeat("a\n ", 30000))}\n", Zone).Sentence, StringComparison.Ordinal);
        Assert.Contains("more than 5000 entries", CalendarText.Read(
            $"BEGIN:VCALENDAR\n{string.Concat(Enumerable.Repeat("BEGIN:VEVENT\nDTSTART:20260701\nEND:VEVENT\n", 5001))}END:VCALENDAR", Zone).Sentence, StringComparison.Ordinal);
        Assert.Contains("longer than 2 MB", CalendarText.Read(new string('x', CalendarText.MaxBytes + 1), Zone).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SummaryWithWhatNobodySees_IsCleanedAndCut()
    {
        var entry = Assert.Single(Done(Event($"DTSTART:20260701\r\nSUMMARY:Al\u202Eice\u0007{new string('x', 500)}")));
        Assert.Equal(200, entry.Summary.Length);
        Assert.StartsWith("Alicex", entry.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnyText_IsAnOutcomeAndNeverAnException()
    {
        string[] pieces =
        [
            "BEGIN:VCALENDAR\n", "END:VCALENDAR\n", "BEGIN:VEVENT\n", "END:VEVENT\n", "DTSTART", "DTEND", ";TZID=", "Europe/Zurich", "/", "\"", ":", ";VALUE=DATE", "20260329T023000", "99991231T235959", "00000000", "Z", "\n", "\n ", "\r\n\t",
            "DURATION:P", "1W", "T9H", "SUMMARY:", "\\", "\\n", "ATTENDEE;CN=", "mailto:", "RRULE:FREQ=DAILY", "\0", "\uFEFF", "\uD800", "=", ";", "P", "STATUS:CANCELLED\n",
        ];
        Prop.ForAll(Gen.ListOf(Gen.Elements(pieces)).ToArbitrary(), parts =>
        {
            var text = string.Concat(parts);
            foreach (var whole in new[] { text, $"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{text}", $"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{text}\nEND:VEVENT\nEND:VCALENDAR" })
            {
                var read = CalendarText.Read(whole, Zone);
                if (!read.IsDone && read.Sentence.Length == 0)
                {
                    return false;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Theory]
    [InlineData("alice@example.com", "", "", "alice")]
    [InlineData("nobody@example.com", "Bob Brown", "", "bob")]
    [InlineData("", "", "Alice Adams", "alice")]
    [InlineData("", "", "Primary: alice adams (late)", "alice")]
    [InlineData("", "", "On-call - BOB@example.com", "bob")]
    [InlineData("", "", "Alice Adams / Bob Brown", "alice,bob")]
    [InlineData("alice@example.com", "", "Bob Brown", "alice")]
    [InlineData("", "", "Will be decided", "")]
    [InlineData("", "", "Not Alice Adams", "")]
    [InlineData("", "", "Sam Same", "")]
    [InlineData("", "", "", "")]
    public void MatchPeople_Entry_NamesOnlyWhomItNamesInFull(string attendee, string name, string summary, string expected)
    {
        Dictionary<string, PersonId> ids = new[] { "alice", "bob", "will", "sam", "sam2" }.ToDictionary(n => n, _ => new PersonId(Guid.NewGuid()), StringComparer.Ordinal);
        var match = new MatchPeople(
        [
            new(ids["alice"], "Alice Adams", "alice@example.com"), new(ids["bob"], "Bob Brown", "bob@example.com"), new(ids["will"], "Will", "will@example.com"),
            new(ids["sam"], "Sam Same", "sam@example.com"), new(ids["sam2"], "Sam Same", "sam2@example.com"),
        ]);
        var entry = new CalendarEntry(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, summary, attendee.Length == 0 ? [] : [attendee], name.Length == 0 ? [] : [name]);
        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), match.Of(entry).Select(p => ids.First(i => i.Value == p).Key));
    }

    private static string Event(string lines) => $"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    private static IReadOnlyList<CalendarEntry> Done(string text)
    {
        var read = CalendarText.Read(text, Zone);
        Assert.True(read.IsDone, read.Sentence);
        return read.Value;
    }
}
